import { ScheduleError } from "../schedule-error.js";

/** The lines of a recurrence set, by what they are. */
export interface RuleText {
  /** `20260101T090000`, as the clock on the wall shows it. */
  readonly start: string;
  /** `FREQ=…;…`, without the name of the property. */
  readonly rules: readonly string[];
  readonly exceptionRules: readonly string[];
  readonly dates: readonly string[];
  readonly exceptionDates: readonly string[];
}

export const DEFAULT_START = "20200101T000000";
/** About a year of dates; Prefect's own bound. */
const MOST_CHARACTERS = 6500;
const DATE = /^\d{8}(?:T\d{6})?Z?$/;

/**
 * Takes an RFC 5545 recurrence apart: one line a property, or a bare rule. Times are wall times in the schedule's zone, as
 * Prefect has them: a `Z` says nothing, and a `TZID` must not say otherwise.
 */
export function parseRuleText(text: string, timezone: string): RuleText {
  if (text.length > MOST_CHARACTERS) refuse(`is longer than ${MOST_CHARACTERS} characters`);
  const lists = { RRULE: [] as string[], EXRULE: [] as string[], RDATE: [] as string[], EXDATE: [] as string[] };
  let start = DEFAULT_START;
  for (const line of text.split(/\r?\n|(?<=\S)\s+(?=(?:DTSTART|RRULE|EXRULE|RDATE|EXDATE)\b)/i)) {
    if (line.trim() === "") continue;
    const { name, parameters, value } = property(line.trim());
    refuseOtherZone(parameters, timezone, line);
    if (name === "DTSTART") start = date(value, line);
    else if (name === "RDATE" || name === "EXDATE")
      lists[name].push(...value.split(",").map((part) => date(part, line)));
    else if (name === "RRULE" || name === "EXRULE") lists[name].push(value.toUpperCase().replace(/;$/, ""));
    else refuse(`"${line}" is none of DTSTART, RRULE, RDATE, EXDATE, EXRULE`);
  }
  if (lists.RRULE.length === 0 && lists.RDATE.length === 0) refuse("has no RRULE and no RDATE, so it never runs");
  return { start, rules: lists.RRULE, exceptionRules: lists.EXRULE, dates: lists.RDATE, exceptionDates: lists.EXDATE };
}

function property(line: string) {
  const [head, value] = line.includes(":")
    ? [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]
    : ["RRULE", line];
  const [name = "", ...parameters] = head.toUpperCase().split(";");
  return { name, parameters, value: value.trim() };
}

function refuseOtherZone(parameters: readonly string[], timezone: string, line: string): void {
  const zone = parameters.find((parameter) => parameter.startsWith("TZID="))?.slice("TZID=".length);
  if (zone && zone !== timezone.toUpperCase()) {
    refuse(`"${line}" names another time zone than the schedule's ${timezone}; say it in "timezone" alone`);
  }
}

function date(text: string, line: string): string {
  if (!DATE.test(text.trim())) refuse(`"${line}": "${text}" is not a date such as 20260131T090000`);
  const digits = text.trim().replace("Z", "");
  return digits.includes("T") ? digits : `${digits}T000000`;
}

function refuse(why: string): never {
  throw new ScheduleError("rrule", `the rule ${why}`);
}
