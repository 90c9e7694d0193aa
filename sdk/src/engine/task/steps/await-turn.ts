import { heldUp } from "../../held-up.js";
import type { TaskStep } from "../task-step.js";

/** Not before its flow run is resumed. The task keeps its slot: all others wait for the same. */
export const awaitTurn: TaskStep = async (run, next) => (await heldUp(run.flowRun, "Task run")) ?? next();
