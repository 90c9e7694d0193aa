import { formatMicros, microsOf } from "kedge/contract";
import type { Connection, Sql } from "../db/connect.js";
import { insertFlowRuns, type NewFlowRun } from "../db/queries/insert-flow-runs.js";
import { keepDeployments, type DeploymentOfRuns } from "../db/queries/keep-deployments.js";
import { noteRefills, type NotedRefill } from "../db/queries/note-refills.js";
import { takeSchedulesToRefill, type ScheduleToRefill } from "../db/queries/take-schedules-to-refill.js";
import type { FlowRunRow } from "../db/rows/flow-run-row.js";
import type { Log } from "../log.js";
import { DEFAULT_MISSED_RUNS } from "../schedules/missed-runs.js";
import { MOST_CATCHING_UP, nextAttempt, planRefill } from "../schedules/plan-refill.js";
import { recurrenceOf } from "../schedules/recurrence-of.js";
import { runOfSchedule } from "./run-of-schedule.js";

export interface RefillParts {
  readonly sql: Sql;
  readonly log: Log;
  /** Told of the runs that were made, after the commit. */
  readonly onScheduled?: (runs: readonly FlowRunRow[]) => void;
}

export interface RefillReport {
  /** Schedules that were due. */
  readonly schedules: number;
  /** Runs that were made. */
  readonly runs: number;
}

/** Large enough for one statement to be worth it, small enough that a transaction takes milliseconds. */
const MOST_SCHEDULES = 25;
const MOST_RUNS_A_STATEMENT = 500;

/**
 * Makes the runs that schedules lack: takes those that are due, makes their runs and writes down how far they have come,
 * all or nothing. Any number of servers do this at once; none waits for another.
 */
export async function refillSchedules({ sql, log, onScheduled }: RefillParts): Promise<RefillReport> {
  const { schedules, made } = await sql.begin(async (transaction) => {
    const due = await takeSchedulesToRefill(transaction, { limit: MOST_SCHEDULES });
    if (due.length === 0) return { schedules: 0, made: [] };
    const deployments = new Map((await keepDeployments(transaction, due)).map((row) => [row.id, row]));
    const plans = due.flatMap((schedule) => {
      const deployment = deployments.get(schedule.deployment_id);
      return deployment ? [planned(schedule, deployment, log)] : [];
    });
    const inserted = await insert(
      transaction,
      plans.flatMap((plan) => plan.runs),
    );
    await noteRefills(
      transaction,
      plans.map((plan) => plan.noted),
    );
    return { schedules: due.length, made: inserted };
  });
  if (made.length > 0) onScheduled?.(made);
  return { schedules, runs: made.length };
}

async function insert(transaction: Connection, runs: readonly NewFlowRun[]): Promise<FlowRunRow[]> {
  const inserted: FlowRunRow[] = [];
  for (let first = 0; first < runs.length; first += MOST_RUNS_A_STATEMENT) {
    inserted.push(...(await insertFlowRuns(transaction, runs.slice(first, first + MOST_RUNS_A_STATEMENT))));
  }
  return inserted;
}

function planned(
  schedule: ScheduleToRefill,
  deployment: DeploymentOfRuns,
  log: Log,
): { runs: NewFlowRun[]; noted: NotedRefill } {
  const { workspace_id, id } = schedule;
  const now = microsOf(schedule.now);
  const isWanted = schedule.active && !deployment.paused;
  if (!isWanted) {
    return { runs: [], noted: { workspace_id, id, decided_until: schedule.decided_until, refill_at: null } };
  }
  try {
    const { runs, decidedUntil, refillAt } = planRefill({
      recurrence: recurrenceOf(schedule.schedule),
      policy: schedule.missed_runs ?? DEFAULT_MISSED_RUNS,
      decidedUntil: microsOf(schedule.decided_until),
      now,
      room: MOST_CATCHING_UP - schedule.waiting,
      maxAhead: schedule.max_scheduled_runs,
    });
    // Who says that runs queue up for a slot, and nothing of missed ones, wants them to wait.
    const waits = schedule.missed_runs === null && deployment.is_enqueuing;
    return {
      runs: runs.map((run) => runOfSchedule(schedule, deployment, waits ? { ...run, startBefore: null } : run)),
      noted: {
        workspace_id,
        id,
        decided_until: formatMicros(decidedUntil),
        refill_at: refillAt === null ? null : formatMicros(refillAt),
      },
    };
  } catch (error) {
    // One that cannot be told, which was checked when it was written, must not stop the others.
    log.error(`schedule ${id} of deployment ${deployment.id} could not be read; it is tried again in an hour`, error);
    const refill_at = formatMicros(nextAttempt(now));
    return { runs: [], noted: { workspace_id, id, decided_until: schedule.decided_until, refill_at } };
  }
}
