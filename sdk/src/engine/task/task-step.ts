import type { Step } from "../compose.js";
import type { TaskRun } from "./task-run.js";

export type TaskStep = Step<TaskRun>;
