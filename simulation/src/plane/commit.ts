import { formatMicros, isTerminal, microsOf, type StateDetails, type StateType } from "kedge/contract";
import type {
  CommitOutcome,
  CommittedFlowRun,
  FlowRunStateCommit,
} from "../../../control-plane/src/db/queries/commit-flow-run-states.js";
import { isStaleFence } from "../../../control-plane/src/orchestration/fence.js";
import { fenceOf, stateOf, type RunRow } from "./rows.js";

/** What the statement that commits states makes of one item, under the run's lock. `seen`: the state before the lock. */
export function judge(item: FlowRunStateCommit, run: RunRow, seen: string | undefined, now: number): CommitOutcome {
  const state = stateOf(run);
  if (isStaleFence(item.fence, { fence: fenceOf(run), fence_owner: run.id })) return "stale_fence";
  if (item.expectedStateId !== null && item.expectedStateId !== state.id) return "changed";
  if (item.guard === null) return "committed";
  const { from, transitionId } = item.guard;
  const { transition_id, scheduled_time } = state.state_details;
  const isRepeat = transitionId !== null && transition_id === transitionId;
  const isEarly = item.type === "RUNNING" && scheduled_time != null && microsOf(scheduled_time) >= now + 500_000;
  return !from.includes(state.type) || seen !== state.id || isRepeat || isEarly ? "changed" : "committed";
}

/** Takes a state on, with all that the statement keeps beside it. Returns whether the run's lease is released. */
export function enter(item: FlowRunStateCommit, run: RunRow, now: number): { releases: boolean } {
  const before = stateOf(run);
  const entered = Math.max(now, microsOf(before.timestamp) + 1);
  const type = item.type as StateType;
  const details = detailsOf(item, run.id, entered);
  const wasResuming = run.policy.resuming;
  if (wasResuming && (type === "RUNNING" || isTerminal(type))) run.policy.resuming = false;
  Object.assign(run.policy, item.policyChanges);
  const retriesInProcess = run.policy.retry_type === "in_process";
  const isHandedBack = type === "SCHEDULED" && before.type !== "SCHEDULED" && !retriesInProcess;
  if (item.isStartedAnew) run.crashes += 1;
  if (item.endsAttempt || (isHandedBack && run.attempt > 0)) run.counter += 1;
  if (type === "RUNNING" && !wasResuming) run.runCount += 1;
  run.due = type === "SCHEDULED" && !retriesInProcess ? microsOf(details.scheduled_time!) : null;
  run.history.push({
    id: item.stateId,
    type,
    name: item.name,
    timestamp: formatMicros(entered),
    message: item.message,
    data: item.data,
    state_details: details,
    is_forced: item.isForced,
  });
  const isSuspended = type === "PAUSED" && details.pause_reschedule === true;
  return { releases: isTerminal(type) || (type === "SCHEDULED" && !retriesInProcess) || isSuspended };
}

function detailsOf(item: FlowRunStateCommit, runId: string, entered: number): StateDetails {
  const given = item.details as StateDetails;
  const isUnscheduled = item.type === "SCHEDULED" && given.scheduled_time == null;
  return { ...given, flow_run_id: runId, ...(isUnscheduled && { scheduled_time: formatMicros(entered) }) };
}

/** The run as the statement answers it, whatever came of the item. */
export function answerOf(run: RunRow, outcome: CommitOutcome, now: number): CommittedFlowRun {
  const state = stateOf(run);
  return {
    outcome,
    id: run.id,
    name: run.name,
    flow_id: run.id,
    deployment_id: run.id,
    work_queue_id: run.queueId,
    work_pool_id: run.poolId,
    parent_task_run_id: null,
    infrastructure_pid: run.pid,
    tags: [],
    run_count: run.runCount,
    empirical_policy: { ...run.policy },
    dispatch_facts: {
      deployment_exists: true,
      on_crash_retries: run.crashRetries,
      crash_count: run.crashes,
      is_limited: false,
      concurrency_options: null,
    },
    fence: fenceOf(run),
    fence_owner: run.id,
    previous_state_id: null,
    previous_state_type: null,
    previous_state_name: null,
    previous_state_timestamp: null,
    freed_limit_id: null,
    now: formatMicros(now),
    state_id: state.id,
    state_type: state.type,
    state_name: state.name,
    state_timestamp: state.timestamp,
    state_message: state.message,
    state_data: state.data,
    state_details: state.state_details,
  };
}
