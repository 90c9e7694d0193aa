export { Deliverer, type OutgoingBatch, type SendBatch } from "./deliver/deliverer.js";
export { batchText, sendOverHttp } from "./deliver/send-over-http.js";
export { deliverLeftovers, type DeliveredLeftovers, type DeliverLeftoversOptions } from "./deliver-leftovers.js";
export type { Disk, DiskFile } from "./disk/disk.js";
export { Outbox, type OutboxMachine, type OutboxOptions } from "./outbox.js";
export type { Processes, ProcessIdentity } from "./spool/processes.js";
export { DEFAULT_SPOOL_LIMITS, type SpoolLimits } from "./spool/spool.js";
