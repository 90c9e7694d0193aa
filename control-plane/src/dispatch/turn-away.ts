import type { Sql } from "../db/connect.js";
import { selectCollidingRuns, type CollidingRunRow } from "../db/queries/select-colliding-runs.js";
import { isNotFound } from "../errors.js";
import type { FlowRunTransitions } from "../orchestration/flow-run-transitions.js";
import type { ProposedState } from "../orchestration/transition.js";

export interface TurnAwayParts {
  readonly sql: Sql;
  readonly flowRunTransitions: FlowRunTransitions;
}

export interface TurnAwayReport {
  readonly cancelled: number;
  /** There may be more of them at once. */
  readonly isFull: boolean;
}

const BATCH = 200;

/**
 * Cancels due runs of deployments that want none which finds no slot (CANCEL_NEW). A run that is claimed between the look
 * and the proposal stays claimed.
 */
export async function turnAway({ sql, flowRunTransitions }: TurnAwayParts): Promise<TurnAwayReport> {
  const runs = await selectCollidingRuns(sql, { limit: BATCH });
  const ends = await Promise.all(runs.map((run) => cancel(flowRunTransitions, run)));
  return { cancelled: ends.filter(Boolean).length, isFull: runs.length === BATCH };
}

async function cancel(transitions: FlowRunTransitions, run: CollidingRunRow): Promise<boolean> {
  try {
    const { isNew } = await transitions.propose({
      workspaceId: run.workspace_id,
      runId: run.id,
      state: noSlot(run),
      force: false,
      fence: null,
      onlyFrom: run.state_id,
    });
    return isNew;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

function noSlot({ limit_name: name, slots }: CollidingRunRow): ProposedState {
  const message = `No slot is free: ${name} is at its limit of ${slots}, and new runs are cancelled then (CANCEL_NEW).`;
  return { type: "CANCELLED", name: "Cancelled", message, data: null, details: {} };
}
