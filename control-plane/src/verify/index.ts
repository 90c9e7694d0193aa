export type { Invariant, Violation } from "./invariant.js";
export { INVARIANTS, verify } from "./verify.js";
