import { Pending } from "../../../states/index.js";
import type { TaskStep } from "../task-step.js";

/** Where every run begins; a submitted one began when it was submitted. */
export const recordPending: TaskStep = (run, next) => {
  if (run.state === undefined) run.record(Pending());
  return next();
};
