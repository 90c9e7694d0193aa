/** Without changes, with one of half an hour, with ones at midnight, on both halves of the globe. */
export const ZONES = ["America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "America/Santiago"];

export const YEAR = { start: "2026-01-01T00:00:00Z", end: "2027-01-01T00:00:00Z" };

export interface ScheduleCase {
  readonly name: string;
  readonly schedule: object;
  /** From and to, inclusive: the year, or the days around its changes of clocks for what comes every few minutes. */
  readonly spans: readonly (readonly [string, string])[];
}

const CRONS = [
  "0 * * * *",
  "30 * * * *",
  "0 9 * * *",
  "30 2 * * *",
  "15 1 * * *",
  "0 0 * * *",
  "59 23 * * *",
  "0 */6 * * *",
  "15,45 */4 * * *",
  "0 9-17 * * mon-fri",
  "0 0 * * 0",
  "0 0 * * 7",
  "0 0 * * SUN,Wed",
  "0 0 1 * *",
  "0 0 31 * *",
  "0 0 L * *",
  "0 12 1,15,L * *",
  "0 0 29 2 *",
  "0 0 1 jan,JUL *",
  "0 0 1 */3 *",
  "0 0 * nov-feb *",
  "0 3 1-7 * mon",
  "0 3 */2 * mon",
  "0 3 */1 * mon",
  "0 3 13 * fri",
  "0 3 * * fri#1",
  "0 3 * * 5#2,1#3",
  "0 3 * * L5",
  "0 3 * * 5-1",
  "0 3 * * 1-5/2",
  "0 22-4 * * *",
  "5/20 4 * * *",
  "10-50/20 4,5 * * *",
  "0 3 ? * 2",
  "0 3 5 * ?",
  "30 0 4 * * 15",
  "0 0 1 1 * 0 2026",
  "@hourly",
  "@daily",
  "@midnight",
  "@weekly",
  "@monthly",
  "@yearly",
  "@annually",
];
/** Those that name days of the month and of the week. */
const CRONS_OF_TWO_DAYS = [
  "0 3 1-7 * mon",
  "0 3 */2 * mon",
  "0 3 */1 * mon",
  "0 3 13 * fri",
  "0 3 15 * L5",
  "0 3 L * 1-5",
];
const DENSE_CRONS = ["* * * * *", "*/5 * * * *", "7-59/10 * * * *", "*/10 1-3 * * *", "*/2 0-4 * * * */30"];

const RULES = [
  "FREQ=HOURLY",
  "FREQ=HOURLY;INTERVAL=5",
  "FREQ=HOURLY;BYHOUR=1,2,3;BYMINUTE=0,30",
  "FREQ=DAILY;BYHOUR=2;BYMINUTE=30;BYSECOND=0",
  "FREQ=DAILY;INTERVAL=3",
  "FREQ=DAILY;UNTIL=20260601T120000",
  "FREQ=DAILY;UNTIL=20260601",
  "FREQ=DAILY;COUNT=2400",
  "FREQ=DAILY;BYMONTH=1,6;BYDAY=MO,FR",
  "FREQ=DAILY;BYHOUR=9,17;BYSETPOS=-1",
  "FREQ=WEEKLY",
  "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR",
  "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU",
  "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=MO",
  "FREQ=MONTHLY",
  "FREQ=MONTHLY;BYMONTHDAY=31",
  "FREQ=MONTHLY;BYMONTHDAY=-1",
  "FREQ=MONTHLY;BYMONTHDAY=1,15,-2",
  "FREQ=MONTHLY;BYDAY=2FR",
  "FREQ=MONTHLY;BYDAY=-1SU",
  "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
  "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
  "FREQ=YEARLY",
  "FREQ=YEARLY;BYMONTH=3,11;BYDAY=1SU",
  "FREQ=YEARLY;BYYEARDAY=1,100,-1",
  "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
  "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
  "DTSTART:20260115T093000\nRRULE:FREQ=WEEKLY",
  "DTSTART:20260115T093000Z\nRRULE:FREQ=MONTHLY;INTERVAL=2",
  "DTSTART:20250131T020000\nRRULE:FREQ=MONTHLY",
  "DTSTART:20251201T020000\nRRULE:FREQ=DAILY;INTERVAL=7\nEXDATE:20260105T020000,20260112T020000",
  "DTSTART:20251201T020000\nRRULE:FREQ=DAILY\nEXRULE:FREQ=WEEKLY;BYDAY=SA,SU",
  "DTSTART:20251201T020000\nRRULE:FREQ=MONTHLY\nRRULE:FREQ=WEEKLY;BYDAY=TU\nRDATE:20260704T120000",
  "RDATE:20260704T120000,20260101T000000",
];
const DENSE_RULES = ["FREQ=MINUTELY", "FREQ=MINUTELY;INTERVAL=7", "FREQ=MINUTELY;INTERVAL=10;BYHOUR=1,2,3"];

const INTERVALS = [3600, 5400, 21_600, 43_200, 82_800.5];
const DAYS = [86_400, 129_600, 172_800, 604_800, 2_592_000];
const DENSE_INTERVALS = [60, 420, 901.25];
/** In the season in which the year begins: Prefect goes by other hours from an anchor of the other one. */
const ANCHORS = ["2025-12-20T14:00:00Z", "2025-12-20T10:10:15.250000Z"];

export function scheduleCases(timezone: string): ScheduleCase[] {
  const year: ScheduleCase["spans"] = [[YEAR.start, YEAR.end]];
  const changes = aroundChanges(timezone);
  const make = (name: string, schedule: object, spans: ScheduleCase["spans"]) => ({
    name: `${timezone}: ${name.replaceAll("\n", " | ")}`,
    schedule: { ...schedule, timezone },
    spans,
  });
  return [
    ...CRONS.map((cron) => make(cron, { cron }, year)),
    ...CRONS_OF_TWO_DAYS.map((cron) => make(`${cron} (day_or false)`, { cron, day_or: false }, year)),
    ...DENSE_CRONS.map((cron) => make(cron, { cron }, changes)),
    ...RULES.map((rrule) => make(rrule, { rrule }, year)),
    ...DENSE_RULES.map((rrule) =>
      make(`${rrule} from a near start`, { rrule: `DTSTART:20251231T000000\nRRULE:${rrule}` }, changes),
    ),
    ...ANCHORS.flatMap((anchor_date) => [
      ...[...INTERVALS, ...DAYS].map((interval) =>
        make(`${interval} s from ${anchor_date}`, { interval, anchor_date }, year),
      ),
      ...DENSE_INTERVALS.map((interval) =>
        make(`${interval} s from ${anchor_date}`, { interval, anchor_date }, changes),
      ),
    ]),
  ];
}

function aroundChanges(timezone: string): ScheduleCase["spans"] {
  const day = 86_400_000;
  const hour = (millis: number) => new Date(millis).toISOString();
  const changes = changesOf(timezone).map(({ at }) => [hour(at - day), hour(at + day)] as const);
  return [[YEAR.start, "2026-01-02T00:00:00Z"], ...changes];
}

export interface ClockChange {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly isForward: boolean;
}

/** The year's changes of clocks in a zone, found hour by hour in what the runtime says of the zone. */
export function changesOf(timeZone: string): ClockChange[] {
  const format = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
  const offset = (millis: number) => {
    const name = format.formatToParts(millis).find((part) => part.type === "timeZoneName")?.value ?? "";
    const [, sign = "+", hours = "0", minutes = "0"] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
    return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  };
  const changes: ClockChange[] = [];
  const half = 1_800_000;
  for (let at = Date.parse(YEAR.start); at < Date.parse(YEAR.end); at += half) {
    const difference = offset(at) - offset(at - half);
    if (difference !== 0) changes.push({ at, isForward: difference > 0 });
  }
  return changes;
}
