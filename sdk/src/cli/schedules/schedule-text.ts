import type { DeploymentSchedule, MissedRuns, Schedule } from "../../contract/index.js";

const UNITS = [
  [604_800, "w"],
  [86_400, "d"],
  [3600, "h"],
  [60, "m"],
  [1, "s"],
] as const;

/** When, in a few words: the expression itself, or `every 1h30m`. */
export function whenText(schedule: Schedule): string {
  if ("cron" in schedule) return schedule.day_or ? schedule.cron : `${schedule.cron} (both days)`;
  if ("rrule" in schedule) return schedule.rrule.replace(/^DTSTART:20200101T000000\n/, "").replaceAll("\n", " ");
  return `every ${intervalText(schedule.interval)}`;
}

export function missedRunsText(policy: MissedRuns): string {
  return typeof policy === "string" ? policy : `within:${intervalText(policy.within)}`;
}

/** A schedule as messages name it: its slug, else when it is. */
export function scheduleName({ slug, schedule }: DeploymentSchedule): string {
  return slug ?? whenText(schedule);
}

function intervalText(seconds: number): string {
  let rest = seconds;
  const parts = UNITS.map(([size, unit]) => {
    const count = unit === "s" ? Math.round(rest * 1e6) / 1e6 : Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? "" : `${count}${unit}`;
  });
  return parts.join("");
}
