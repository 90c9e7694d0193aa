import { z } from "zod";
import { Parameters } from "./flow-run.js";
import { Id, JsonObject, Timestamp, orDefault } from "./primitives.js";

/** An IANA name such as `Europe/Berlin`; what a schedule says of hours and days is said in it. */
const TimeZone = z.string().nullish();

/** Seconds, or an ISO 8601 duration of days and smaller units (`P1DT12H`), as Python clients may send it. */
const IntervalSeconds = z
  .union([z.number(), z.string().transform(secondsOfDuration)], {
    error: "expected seconds, or an ISO 8601 duration (PT15M)",
  })
  .pipe(z.number().positive())
  .meta({ override: { type: "number" } });

export const IntervalSchedule = z
  .strictObject({
    interval: IntervalSeconds,
    /** Default: the time of creation. */
    anchor_date: Timestamp.nullish(),
    timezone: TimeZone,
  })
  .meta({ id: "IntervalSchedule" });

export const CronSchedule = z
  .strictObject({
    cron: z.string(),
    timezone: TimeZone,
    /** Whether a day has to match the day of the month *or* that of the week, when both are given; else it must match both. */
    day_or: orDefault(z.boolean(), () => true).meta({ override: { type: "boolean", default: true } }),
  })
  .meta({ id: "CronSchedule" });

export const RRuleSchedule = z
  .strictObject({
    rrule: z.string(),
    timezone: orDefault(z.string(), () => "UTC").meta({ override: { type: "string", default: "UTC" } }),
  })
  .meta({ id: "RRuleSchedule" });

const KINDS = { cron: CronSchedule, interval: IntervalSchedule, rrule: RRuleSchedule };

/** When runs are due. Which of the three it is, its own key tells. */
export const Schedule = z.union([IntervalSchedule, CronSchedule, RRuleSchedule], { error: whatIsWrong });
export type Schedule = z.output<typeof Schedule>;

/** A union's own message is "Invalid input"; this says what is wrong with the kind that was meant. */
function whatIsWrong({ input }: { input?: unknown }): string {
  const kinds = Object.entries(KINDS).filter(([key]) => typeof input === "object" && input !== null && key in input);
  const [kind] = kinds;
  if (!kind || kinds.length > 1) return "a schedule is an object with exactly one of cron, interval and rrule";
  const issues = kind[1].safeParse(input).error?.issues ?? [];
  return issues.map((issue) => `${issue.path.join(".") || kind[0]}: ${issue.message}`).join("; ");
}

/**
 * What becomes of instants at which no run could be started: the servers or the workers were away, the pool was paused.
 * `skip`: they are left out (after a minute's grace). `latest`: the last of them is made up for. `all`: every one is, in
 * order. `within`: those that are at most so many seconds past. Kedge only.
 */
export const MissedRuns = z.union(
  [z.enum(["skip", "latest", "all"]), z.strictObject({ within: z.number().positive().max(31_536_000) })],
  { error: 'expected "skip", "latest", "all" or {"within": seconds} (up to a year)' },
);
export type MissedRuns = z.output<typeof MissedRuns>;

/** Prefect's own bound. */
const MaxScheduledRuns = z.number().int().positive().max(50);

export const DeploymentScheduleCreate = z
  .strictObject({
    schedule: Schedule,
    active: orDefault(z.boolean(), () => true),
    /** At most so many runs are made ahead of their time. */
    max_scheduled_runs: MaxScheduledRuns.nullish(),
    /** Laid over the deployment's. */
    parameters: orDefault(Parameters, () => ({})),
    /** Names it within its deployment. */
    slug: z.string().min(1).nullish(),
    /** In an update of a deployment: the slug that the schedule had until now. */
    replaces: z.string().min(1).nullish(),
    /** Default: `latest`. Kedge only. */
    missed_runs: MissedRuns.nullish(),
  })
  .meta({ id: "DeploymentScheduleCreate" });
export type DeploymentScheduleCreate = z.output<typeof DeploymentScheduleCreate>;

/** What is left out, or null, stays as it is. */
export const DeploymentScheduleUpdate = z
  .strictObject({
    schedule: Schedule.nullish(),
    active: z.boolean().nullish(),
    max_scheduled_runs: MaxScheduledRuns.nullish(),
    parameters: Parameters.nullish(),
    slug: z.string().min(1).nullish(),
    replaces: z.string().min(1).nullish(),
    missed_runs: MissedRuns.nullish(),
  })
  .meta({ id: "DeploymentScheduleUpdate" });
export type DeploymentScheduleUpdate = z.output<typeof DeploymentScheduleUpdate>;

export const DeploymentSchedule = z
  .object({
    id: Id,
    created: Timestamp,
    updated: Timestamp,
    deployment_id: Id,
    schedule: Schedule,
    active: z.boolean(),
    max_scheduled_runs: z.number().int().nullable(),
    parameters: JsonObject,
    slug: z.string().nullable(),
    missed_runs: MissedRuns,
  })
  .meta({ id: "DeploymentSchedule" });
export type DeploymentSchedule = z.output<typeof DeploymentSchedule>;

/** One instant of a schedule. */
export const ScheduleInstant = z
  .object({
    scheduled_time: Timestamp,
    /** What the clocks of the schedule's time zone show then, with their distance from UTC: `2026-03-08T09:00:00-04:00`. */
    local_time: z.string(),
  })
  .meta({ id: "ScheduleInstant" });
export type ScheduleInstant = z.output<typeof ScheduleInstant>;

const DURATION = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const SECONDS_OF_UNITS = [604_800, 86_400, 3600, 60, 1];

function secondsOfDuration(text: string, context: z.RefinementCtx<string>): number {
  const parts = DURATION.exec(text)?.slice(1);
  if (!parts?.some((part) => part !== undefined)) {
    context.issues.push({ code: "custom", input: text, message: "expected seconds or an ISO 8601 duration (PT15M)" });
    return z.NEVER;
  }
  return SECONDS_OF_UNITS.reduce((sum, seconds, index) => sum + seconds * Number(parts[index] ?? 0), 0);
}
