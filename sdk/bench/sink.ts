import { memoryPlane } from "../test/plane/memory-plane.js";

/** A plane in a process of its own that takes whatever comes: what is measured is the SDK, not a server. */
const plane = await memoryPlane();
process.send?.(plane.apiUrl);
process.on("message", () => {
  const runs = plane.taskRuns();
  process.send?.({ taskRuns: runs.length, states: runs.reduce((count, run) => count + run.states.length, 0) });
});
