import type { Connection } from "../db/connect.js";

export interface Violation {
  /** The invariant that does not hold, such as `I4`. */
  readonly invariant: string;
  /** What breaks it: `flow run <id>`, `lease of flow run <id>`, `backend <pid>`. */
  readonly subject: string;
  /** What stands there, and what should. */
  readonly detail: string;
}

/** A promise about the database that holds at every instant, as a check that anybody can run. */
export interface Invariant {
  readonly id: string;
  /** The promise, in a sentence. */
  readonly statement: string;
  /**
   * Answers what breaks it, at most MOST_VIOLATIONS. Each statement looks at one snapshot and compares only what stands
   * in that one, so a check may run beside a working server.
   */
  check(sql: Connection): Promise<Violation[]>;
}

/** Enough to see what is wrong; a broken database may have millions. */
export const MOST_VIOLATIONS = 100;

export interface Finding {
  readonly subject: string;
  readonly detail: string;
}

export function violations(invariant: string, findings: readonly Finding[]): Violation[] {
  return findings.map(({ subject, detail }) => ({ invariant, subject, detail }));
}
