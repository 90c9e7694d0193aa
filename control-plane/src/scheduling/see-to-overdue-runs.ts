import { StateName } from "kedge/contract";
import type { Sql } from "../db/connect.js";
import { selectLateRuns } from "../db/queries/select-late-runs.js";
import { selectMissedRuns } from "../db/queries/select-missed-runs.js";
import { isNotFound } from "../errors.js";
import type { Log } from "../log.js";
import type { FlowRunTransitions } from "../orchestration/flow-run-transitions.js";
import type { ProposedState } from "../orchestration/transition.js";

export interface OverdueParts {
  readonly sql: Sql;
  readonly flowRunTransitions: FlowRunTransitions;
  readonly log: Log;
  readonly config: { readonly lateAfterSeconds: number };
}

export interface OverdueReport {
  /** Runs that were marked late, or cancelled because their deployment's slots are taken. */
  readonly late: number;
  /** Runs that were skipped, by their schedule's policy on missed runs. */
  readonly skipped: number;
  /** There may be more of them at once. */
  readonly isFull: boolean;
}

const BATCH = 400;

/**
 * Skips runs whose time to be started is over, then marks those late that have waited for longer than they should. Each
 * answers to the state it was found in: a run that is claimed meanwhile stays claimed.
 */
export async function seeToOverdueRuns(parts: OverdueParts): Promise<OverdueReport> {
  const { sql, config } = parts;
  const missed = await selectMissedRuns(sql, { limit: BATCH });
  const skipped = await Promise.all(missed.map((run) => move(parts, run, skippedState(run.start_before))));
  const late = await selectLateRuns(sql, { afterSeconds: config.lateAfterSeconds, limit: BATCH });
  const marked = await Promise.all(
    late.map((run) => move(parts, run, run.is_to_be_cancelled ? NO_SLOT : lateState(run.next_scheduled_start_time))),
  );
  return {
    skipped: skipped.filter(Boolean).length,
    late: marked.filter(Boolean).length,
    isFull: missed.length === BATCH || late.length === BATCH,
  };
}

async function move(
  { flowRunTransitions, log }: OverdueParts,
  run: { workspace_id: string; id: string; state_id: string },
  state: ProposedState,
): Promise<boolean> {
  const proposal = { workspaceId: run.workspace_id, runId: run.id, state, onlyFrom: run.state_id };
  try {
    return (await flowRunTransitions.propose({ ...proposal, force: false, fence: null })).isNew;
  } catch (error) {
    // Deleted meanwhile. Anything else is told, and holds up no other run.
    if (!isNotFound(error)) {
      log.error(`flow run ${run.id} could not be moved to ${state.name}; it is tried again`, error);
    }
    return false;
  }
}

function lateState(scheduledTime: string): ProposedState {
  const details = { scheduled_time: scheduledTime };
  return { type: "SCHEDULED", name: StateName.LATE, message: null, data: null, details };
}

function skippedState(startBefore: string): ProposedState {
  const message = `Not started before ${startBefore}, as its schedule's policy on missed runs asks.`;
  return { type: "CANCELLED", name: "Skipped", message, data: null, details: {} };
}

const NO_SLOT: ProposedState = {
  type: "CANCELLED",
  name: "Cancelled",
  message: "Deployment concurrency limit reached.",
  data: null,
  details: {},
};
