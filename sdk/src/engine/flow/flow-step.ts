import type { Step } from "../compose.js";
import type { FlowRun } from "./flow-run.js";

export type FlowStep = Step<FlowRun>;
