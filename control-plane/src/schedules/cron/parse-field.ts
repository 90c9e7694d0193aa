import { ScheduleError } from "../schedule-error.js";
import { DAY, WEEKDAY, type CronField } from "./fields.js";

/** The values of one field, written out. */
export interface FieldValues {
  readonly values: readonly number[];
  /** `L` among the days of the month: the last one, whichever it is. */
  readonly isLastDay: boolean;
  /** `5#2`: the second Friday; `L5`: the last. */
  readonly nthWeekdays: readonly { readonly weekday: number; readonly nth: number | "last" }[];
  readonly isEvery: boolean;
}

const ITEM = /^(\*|[^-/]+)(?:-([^-/]+))?(?:\/(.+))?$/;

/** Reads one field: lists of values, names, ranges (also `22-4`), steps (also `5/15`), `*`. */
export function parseField(text: string, field: CronField, refuse: (why: string) => never): FieldValues {
  if (text === "?" && (field === DAY || field === WEEKDAY)) return parseField("*", field, refuse);
  const values = new Set<number>();
  const nthWeekdays: FieldValues["nthWeekdays"][number][] = [];
  let isLastDay = false;
  for (const item of text.split(",")) {
    const nth = field === WEEKDAY ? nthWeekday(item, refuse) : null;
    if (nth) nthWeekdays.push(nth);
    else if (field === DAY && item.toLowerCase() === "l") isLastDay = true;
    else for (const value of valuesOf(item, field, refuse)) values.add(value);
  }
  if (nthWeekdays.length > 0 && values.size > 0) refuse("mixes plain days with ones such as 5#2 or L5");
  return {
    values: [...values].sort((a, b) => a - b),
    isLastDay,
    nthWeekdays,
    isEvery: text.split(",").includes("*"),
  };
}

function nthWeekday(item: string, refuse: (why: string) => never) {
  const last = /^l([0-7])$/i.exec(item);
  if (last) return { weekday: Number(last[1]) % 7, nth: "last" } as const;
  const [, day, nth] = /^([^#]+)#(.*)$/.exec(item) ?? [];
  if (day === undefined || nth === undefined) return null;
  if (!/^[1-5]$/.test(nth)) refuse(`"${item}" must end with the number of the week in its month, 1 to 5`);
  return { weekday: valueOf(day, WEEKDAY, refuse), nth: Number(nth) };
}

function valuesOf(item: string, field: CronField, refuse: (why: string) => never): number[] {
  const [, start, end, stepText] = ITEM.exec(item) ?? [];
  if (start === undefined) return refuse(item === "" ? "is empty" : `"${item}" is not a value, a range or a step`);
  const step = stepText === undefined ? 1 : Number(stepText);
  if (!Number.isInteger(step) || step < 1) refuse(`the step "${stepText}" is not a whole number above zero`);
  if (start === "*" && end !== undefined) refuse(`"${item}": a range cannot start with *`);
  if (start === "*") return range(field.first, field.last, step);
  const first = valueOf(start, field, refuse);
  if (end === undefined) return stepText === undefined ? [first] : range(first, field.last, step);
  const last = valueOf(end, field, refuse);
  if (first < last) return range(first, last, step);
  // From a value round to itself is everything, and past the end it goes on from the beginning in the same step.
  if (first === last) return range(field.first, field.last, step);
  const size = field.last - field.first + 1;
  return range(first, last + size, step).map((value) => (value > field.last ? value - size : value));
}

function range(first: number, last: number, step: number): number[] {
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + index * step);
}

function valueOf(text: string, field: CronField, refuse: (why: string) => never): number {
  const named = field.names?.[text.toLowerCase()];
  if (named !== undefined) return named;
  if (!/^\d+$/.test(text)) {
    const names = field.names && field !== DAY ? ` or a name (${Object.keys(field.names).join(", ")})` : "";
    return refuse(`"${text}" is not a number${names}`);
  }
  const value = field === WEEKDAY && text === "7" ? 0 : Number(text);
  if (value < field.first || value > field.last) {
    return refuse(`${text} is out of range, which is ${field.first} to ${field.last}`);
  }
  return value;
}

/** For the errors of a field: the whole expression, the place in it, and what is wrong there. */
export function refusal(expression: string, text: string, field: CronField): (why: string) => never {
  return (why) => {
    throw new ScheduleError("cron", `"${expression}": the ${field.name} "${text}": ${why}`);
  };
}
