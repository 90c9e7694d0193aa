import { formatMicros, microsOf } from "kedge/contract";
import { finishUnsettledRun } from "../db/queries/finish-unsettled-run.js";
import { takeUnsettledRuns, type UnsettledRunRow } from "../db/queries/take-unsettled-runs.js";
import { currentState } from "../db/rows/state-row.js";
import { isNotFound } from "../errors.js";
import type { Log } from "../log.js";
import type { ProposedState } from "../orchestration/transition.js";
import { endRunsInside, type SettlingParts } from "./end-runs-inside.js";
import { whatIsLeft } from "./what-is-left.js";

export interface SettlerParts extends SettlingParts {
  readonly config: { readonly cancelLimitSeconds: number };
  readonly log: Log;
}

export interface SettleReport {
  /** Runs that were due, and those of them that the plane ended itself. */
  readonly due: number;
  readonly ended: number;
}

/** Much longer than settling takes; a server that dies in the middle of it delays its runs by this. */
const HOLD_SECONDS = 30;
const SOON_MICROS = 1e6;

/** Sees to the runs that are due. One that cannot be settled is due again after a while and holds up no other. */
export async function settleRuns(parts: SettlerParts, limit = 50): Promise<SettleReport> {
  const rows = await takeUnsettledRuns(parts.sql, { limit, holdSeconds: HOLD_SECONDS });
  const ends = await Promise.all(
    rows.map((row) =>
      settle(parts, row).catch((error: unknown) => {
        parts.log.error(`flow run ${row.flow_run_id} could not be settled; it is tried again`, error);
        return false;
      }),
    ),
  );
  return { due: rows.length, ended: ends.filter(Boolean).length };
}

async function settle(parts: SettlerParts, row: UnsettledRunRow): Promise<boolean> {
  const run = { workspaceId: row.workspace_id, flowRunId: row.flow_run_id };
  const finish = (again: string | null) =>
    finishUnsettledRun(parts.sql, { ...run, takenUntil: row.taken_until, again });
  const state = currentState(row);
  if (state === null) {
    await finish(null);
    return false;
  }
  const now = microsOf(row.now);
  const { inside, end, again } = whatIsLeft({ name: row.name ?? "", state, isHeld: row.is_held, now }, parts.config);
  const isDealtWith = await endRunsInside(parts, run, inside);
  const isEnded = end !== null && (await endRun(parts, row, end));
  await finish(isDealtWith ? again : formatMicros(now + SOON_MICROS));
  return isEnded;
}

async function endRun(
  { flowRunTransitions }: SettlerParts,
  row: UnsettledRunRow,
  state: ProposedState,
): Promise<boolean> {
  try {
    const { isNew } = await flowRunTransitions.propose({
      workspaceId: row.workspace_id,
      runId: row.flow_run_id,
      state,
      // A pause is over at its time, even where a rule would only let its deployment resume it.
      force: state.type === "FAILED",
      fence: null,
      onlyFrom: row.state_id!,
    });
    return isNew;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
