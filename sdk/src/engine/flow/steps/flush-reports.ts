import type { FlowStep } from "../flow-step.js";

/** A run is over for its caller when its last log line and task state have reached the plane. */
export const flushReports: FlowStep = async (run, next) => {
  try {
    return await next();
  } finally {
    if (run.parent === undefined) await run.session.flush();
  }
};
