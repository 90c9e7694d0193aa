import { DEFAULT_START } from "./parse-rule-text.js";

/** The rule with a start of its own, as on Prefect: which of every second week is meant depends on it. */
export function anchoredRule(rule: string): string {
  return /(^|\s)DTSTART/i.test(rule) ? rule : `DTSTART:${DEFAULT_START}\n${rule}`;
}
