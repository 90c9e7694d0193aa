/** What each place of a cron expression may hold, in the order in which they are written. */
export interface CronField {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  /** Names by which values go as well; case does not matter. */
  readonly names?: Readonly<Record<string, number>>;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

function numbered(names: readonly string[], first: number): Record<string, number> {
  return Object.fromEntries(names.map((name, index) => [name, first + index]));
}

export const MINUTE: CronField = { name: "minute", first: 0, last: 59 };
export const HOUR: CronField = { name: "hour", first: 0, last: 23 };
export const DAY: CronField = { name: "day of month", first: 1, last: 31, names: { l: 31 } };
export const MONTH: CronField = { name: "month", first: 1, last: 12, names: numbered(MONTHS, 1) };
export const WEEKDAY: CronField = { name: "day of week", first: 0, last: 6, names: numbered(WEEKDAYS, 0) };
export const SECOND: CronField = { name: "second", first: 0, last: 59 };
export const YEAR: CronField = { name: "year", first: 1970, last: 2099 };

/** As Prefect reads them: the seconds, if any, come sixth. */
export const FIELDS: readonly CronField[] = [MINUTE, HOUR, DAY, MONTH, WEEKDAY, SECOND, YEAR];

export const MACROS: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};
