import { WhyCode, type SlotHolder, type WhyReason } from "kedge/contract";
import { MOST_AHEAD, type WaitingRow } from "../db/queries/select-waiting.js";
import type { Rooms } from "../db/rows/room.js";

/** The runs that hold each of the limits a run falls under. */
export type Holders = Readonly<Record<keyof Rooms, readonly SlotHolder[]>>;

/**
 * Every reason why a run does not run, by what a claim goes by: a run none of whose reasons blocks it is the one that a
 * claim with enough slots takes. A test holds the two against each other in random worlds.
 */
export function why(run: WaitingRow, rooms: Rooms, holders: Holders): WhyReason[] {
  if (run.state_type !== "SCHEDULED") return [whyNotScheduled(run)];
  if (run.retries_in_process) {
    const message = `It failed, and the process that runs it tries again by itself${at(run.scheduled_for)}.`;
    return [reason(WhyCode.RETRIES_IN_PROCESS, message, { blocks: true, until: run.scheduled_for })];
  }
  const blocks = [...whyOutOfReach(run), ...whyPaused(run), ...whyFull(rooms, holders), ...whyLater(run)];
  return [...blocks, ...whyNobodyTakesIt(run, blocks.length > 0)];
}

function whyNotScheduled(run: WaitingRow): WhyReason {
  const worker = run.worker_name === null ? "" : ` by worker ${run.worker_name}`;
  const onWorker = run.worker_name === null ? "" : ` on worker ${run.worker_name}`;
  switch (run.state_type) {
    case "PENDING":
      return run.claimed === null
        ? reason(WhyCode.STARTING, "It is being started by whoever created it.")
        : reason(WhyCode.STARTING, `It was claimed${worker} at ${run.claimed}, and its infrastructure is starting.`);
    case "RUNNING":
      return reason(WhyCode.RUNNING, `It has been running${onWorker} since ${run.state_timestamp}.`);
    case "PAUSED": {
      const how = run.is_suspended ? "suspended" : `paused in its process${onWorker}`;
      const limit = run.pause_timeout === null ? "" : `; at ${run.pause_timeout} it fails`;
      const message = `It is ${how} and waits to be resumed (kedge flow-run resume ${run.id})${limit}.${said(run)}`;
      return reason(WhyCode.PAUSED, message, { blocks: true, until: run.pause_timeout });
    }
    case "CANCELLING":
      return reason(
        WhyCode.CANCELLING,
        `It is being cancelled${onWorker}, as was asked at ${run.state_timestamp}.${said(run)}`,
        {
          blocks: true,
        },
      );
    case null:
      return reason(WhyCode.STARTING, "It has no state yet; whoever created it has to give it one.", { blocks: true });
    default:
      return reason(WhyCode.ENDED, `It has ended: ${run.state_name} at ${run.state_timestamp}.${said(run)}`, {
        blocks: true,
      });
  }
}

/** Who brought the run into its state, and why, as far as they said so. */
function said({ state_message: message }: WaitingRow): string {
  return message === null ? "" : ` ${message}`;
}

function whyOutOfReach(run: WaitingRow): WhyReason[] {
  const reasons: WhyReason[] = [];
  if (run.deployment_is_gone) {
    reasons.push(reason(WhyCode.DEPLOYMENT_DELETED, "Its deployment has been deleted.", { blocks: true }));
  }
  if (run.work_pool_id === null) {
    const where = run.deployment_name === null ? "The run" : `Deployment ${run.deployment_name}`;
    const message = `${where} has no work pool, so no worker pulls it: a process that serves it has to be running.`;
    reasons.push(reason(WhyCode.NO_WORK_POOL, message, { blocks: true }));
  }
  return reasons;
}

function whyPaused(run: WaitingRow): WhyReason[] {
  const reasons: WhyReason[] = [];
  if (run.work_pool_is_paused) {
    const message = `Work pool ${run.work_pool_name} is paused (kedge work-pool resume ${run.work_pool_name}).`;
    reasons.push(reason(WhyCode.WORK_POOL_PAUSED, message, { blocks: true }));
  }
  if (run.work_queue_is_paused) {
    const message = `Work queue ${run.work_queue_name} of work pool ${run.work_pool_name} is paused.`;
    reasons.push(reason(WhyCode.WORK_QUEUE_PAUSED, message, { blocks: true }));
  }
  return reasons;
}

const FULL = {
  deployment: WhyCode.CONCURRENCY_LIMIT_FULL,
  workQueue: WhyCode.WORK_QUEUE_FULL,
  workPool: WhyCode.WORK_POOL_FULL,
} as const;

function whyFull(rooms: Rooms, holders: Holders): WhyReason[] {
  return (["deployment", "workQueue", "workPool"] as const).flatMap((kind) => {
    const room = rooms[kind];
    if (room === null || room.free > 0) return [];
    const message = `No slot is free: ${room.name} is at its limit of ${room.slots}.`;
    return [reason(FULL[kind], message, { blocks: true, holders: [...holders[kind]] })];
  });
}

function whyLater({ is_due, scheduled_for, work_pool_id }: WaitingRow): WhyReason[] {
  if (is_due || scheduled_for === null || work_pool_id === null) return [];
  const message = `It is scheduled for ${scheduled_for}.`;
  return [reason(WhyCode.STARTS_LATER, message, { blocks: true, until: scheduled_for })];
}

/** No limit of the plane's stands in its way: then it is the workers that do not take it. */
function whyNobodyTakesIt(run: WaitingRow, isBlocked: boolean): WhyReason[] {
  if (run.work_pool_id === null) return [];
  if (run.workers === 0) {
    const start = `kedge worker start --pool ${run.work_pool_name}`;
    return [reason(WhyCode.NO_WORKER, `No worker pulls from work pool ${run.work_pool_name} (${start}).`)];
  }
  if (run.troubled === run.workers) {
    const them = run.workers === 1 ? "The worker" : `None of the ${run.workers} workers`;
    const message = `${them} of work pool ${run.work_pool_name} takes ${run.workers === 1 ? "no runs" : "runs"} at present: ${run.trouble}.`;
    return [reason(WhyCode.WORKERS_IN_TROUBLE, message)];
  }
  if (isBlocked) return [];
  const workers = run.workers === 1 ? "The worker" : `The ${run.workers} workers`;
  return [
    reason(
      WhyCode.WAITS_ITS_TURN,
      `${workers} of work pool ${run.work_pool_name} will take it with a slot free. ${whatIsAhead(run.ahead)}`,
    ),
  ];
}

function whatIsAhead(runs: number): string {
  if (runs === 0) return "It is the next one.";
  if (runs === 1) return "One run comes before it.";
  return runs >= MOST_AHEAD ? `${MOST_AHEAD} runs or more come before it.` : `${runs} runs come before it.`;
}

function reason(
  code: WhyCode,
  message: string,
  { blocks = false, until = null, holders = [] }: Partial<Omit<WhyReason, "code" | "message">> = {},
): WhyReason {
  return { code, message, blocks, until, holders };
}

function at(instant: string | null): string {
  return instant === null ? "" : ` at ${instant}`;
}
