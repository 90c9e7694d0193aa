import type { Dispatcher } from "../dispatch/dispatcher.js";
import type { ServiceDefinition } from "./service.js";

export interface DispatchSweepParts {
  readonly dispatcher: Pick<Dispatcher, "sweep">;
}

/** What a lost notice costs at most. */
const REST_MS = 20_000;

/** Looks for due runs that nobody told this server of: one statement for all pools whose workers are connected here. */
export function dispatchSweep({ dispatcher }: DispatchSweepParts): ServiceDefinition<{ readonly pools: number }> {
  return {
    name: "dispatch-sweep",
    restMs: REST_MS,
    runOnce: () => Promise.resolve(dispatcher.sweep()),
  };
}
