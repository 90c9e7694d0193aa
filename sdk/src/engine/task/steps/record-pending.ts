import { Pending } from "../../../states/index.js";
import type { TaskStep } from "../task-step.js";

/** A submitted run may wait long for its turn: it is on the plane from the start. */
export const recordPending: TaskStep = (run, next) => {
  if (run.state === undefined) run.record(Pending());
  return next();
};
