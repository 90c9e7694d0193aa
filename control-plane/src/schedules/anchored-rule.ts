/** Where a rule without a start begins, as on Prefect. */
const DEFAULT_START = "20200101T000000";

/** The rule with a start of its own: which of every second week is meant depends on it. */
export function anchoredRule(rule: string): string {
  return /(^|\n)DTSTART/i.test(rule) ? rule : `DTSTART:${DEFAULT_START}\n${rule}`;
}
