export { type BatchLimits, BatchSender, type BatchSenderOptions } from "./batch-sender.js";
export { type CallInput, type Client, type ClientOptions, createClient } from "./client.js";
export { backoffSeconds, DEFAULT_RETRY_POLICY, type RetryPolicy } from "./backoff.js";
export { isOutage, mayPass } from "./is-outage.js";
export { PlaneError, planeError, PlaneUnreachableError } from "./plane-error.js";
export { readReply } from "./reply.js";
export type { WireRequest } from "./transport.js";
export { KedgeError } from "../errors.js";
