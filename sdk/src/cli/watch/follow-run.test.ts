import { expect, test } from "vitest";
import { createClient } from "../../client/index.js";
import { filterLogs, listFlowRunStates, type Log, readFlowRun, type State } from "../../contract/index.js";
import { fakePlane } from "../../../test/cli/fake-plane.js";
import { flowRun, id, log, state } from "../../../test/cli/fixtures.js";
import { followRun } from "./follow-run.js";

/** A run whose story goes on by one step whenever the follower pauses. */
async function follow(steps: readonly { state?: State; logs?: readonly Log[] }[]) {
  const plane = await fakePlane();
  const states: State[] = [];
  const logs: Log[] = [];
  let step = 0;
  const advance = () => {
    const next = steps[step++];
    if (next?.state !== undefined) states.push(next.state);
    logs.push(...(next?.logs ?? []));
    return Promise.resolve();
  };
  plane.on(readFlowRun, () => flowRun(states.at(-1)!));
  plane.on(listFlowRunStates, () => states);
  plane.on(filterLogs, ({ body }) => (body.offset === 0 ? logs : []));
  await advance();
  const told: string[] = [];
  const following = followRun(createClient({ apiUrl: plane.apiUrl }), id(10), { pause: advance });
  for (;;) {
    const next = await following.next();
    if (next.done) {
      await plane.close();
      return { told, run: next.value, looks: step };
    }
    if (next.value.kind === "state") told.push(next.value.state.name);
    if (next.value.kind === "logs") told.push(...next.value.logs.map(({ message }) => message));
  }
}

const at = (second: number) => `2026-01-02T03:04:${String(second).padStart(2, "0")}.000000Z`;
const pending = state("PENDING", { id: id(901), timestamp: at(1) });
const running = state("RUNNING", { id: id(902), timestamp: at(2) });
const completed = state("COMPLETED", { id: id(903), timestamp: at(5) });

test("states and lines are told in the order of their times, each once", async () => {
  const { told, run } = await follow([
    { state: pending },
    { state: running, logs: [log(3)] },
    { logs: [log(4)] },
    { state: completed },
  ]);
  expect(told).toEqual(["Pending", "Running", "line 3", "line 4", "Completed"]);
  expect(run.state_type).toBe("COMPLETED");
});

test("lines that arrive after the last state are waited for, and the state comes after them", async () => {
  const { told } = await follow([{ state: completed }, {}, { logs: [log(6)] }]);
  expect(told).toEqual(["line 6", "Completed"]);
});

test("the line that an engine closes with makes the waiting short", async () => {
  const closing = log(6, { message: "Finished in state Completed()" });
  const { looks } = await follow([{ state: completed }, { logs: [closing] }]);
  expect(looks).toBe(3);
  expect((await follow([{ state: completed }])).looks).toBeGreaterThan(looks);
});

test("states that came and went between two looks are told", async () => {
  const { told } = await follow([{ state: pending }, { state: running }, { state: completed }]);
  expect(told).toEqual(["Pending", "Running", "Completed"]);
});
