export { startEmbeddedPostgres } from "./start.js";
export type { EmbeddedLog, EmbeddedPostgres, EmbeddedPostgresOptions } from "./start.js";
export type { ExitReason } from "./postmaster.js";
export { EmbeddedErrorCode, EmbeddedPostgresError } from "./errors.js";
