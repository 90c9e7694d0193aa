import type { FlowDefinition } from "../definition.js";

/** The plane keeps whole seconds. */
export function retryPolicy({ retries, retryDelaySeconds }: FlowDefinition) {
  return { retries, retry_delay: Math.ceil(retryDelaySeconds) };
}
