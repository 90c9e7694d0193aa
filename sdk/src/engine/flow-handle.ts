import type { State } from "../states/index.js";

/** On every flow, whichever copy of this package made it: how a program carries out a run of it. */
export const FLOW_HANDLE = Symbol.for("kedge.flow");

export interface FlowHandle {
  readonly runScheduled: (flowRunId: string) => Promise<State>;
  /** Runs the hooks of a run that ended without being able to run them itself. */
  readonly runMissedHooks: (flowRunId: string) => Promise<void>;
}
