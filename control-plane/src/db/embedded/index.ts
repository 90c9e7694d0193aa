export { startEmbeddedPostgres } from "./start.js";
export type { EmbeddedPostgres, EmbeddedPostgresOptions } from "./start.js";
export type { ExitReason } from "./postmaster.js";
export { EmbeddedPostgresError } from "./errors.js";
