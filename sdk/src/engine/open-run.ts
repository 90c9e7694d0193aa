import type { State } from "../states/index.js";

/** A run that was started inside a flow run: what the flow asks of it at its end. */
export interface OpenRun {
  readonly kind: "task_run" | "flow_run";
  readonly runId: string;
  /** `task run 'train-0'`, for messages. */
  readonly label: string;
  readonly hasStarted: boolean;
  /** Whether anyone has asked for its outcome. */
  readonly observed: boolean;
  readonly settledState: State | undefined;
  /** Resolves with the final (or NotReady) state; never rejects. */
  settled(): Promise<State>;
  /** Ends it from outside, when its flow run is stopped. */
  abandon(state: State): void;
}

/** Where a value came from, for the edges of the run graph. */
export interface RunOrigin {
  readonly kind: "task_run" | "flow_run";
  readonly id: string;
}
