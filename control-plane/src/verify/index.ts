export { MOST_VIOLATIONS, violations, type Finding, type Invariant, type Violation } from "./invariant.js";
export { shortTransactions } from "./short-transactions.js";
export { INVARIANTS, verify } from "./verify.js";
