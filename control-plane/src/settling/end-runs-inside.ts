import { uuidv7 } from "kedge/contract";
import type { Sql } from "../db/connect.js";
import { endOpenTaskRuns } from "../db/queries/end-open-task-runs.js";
import { type OpenChild, selectOpenChildren } from "../db/queries/select-open-children.js";
import { isNotFound } from "../errors.js";
import type { FlowRunTransitions } from "../orchestration/flow-run-transitions.js";
import type { ProposedState } from "../orchestration/transition.js";
import type { InsideEnd } from "./what-is-left.js";

export interface SettlingParts {
  readonly sql: Sql;
  readonly flowRunTransitions: FlowRunTransitions;
}

interface Enclosing {
  readonly workspaceId: string;
  readonly flowRunId: string;
}

const CHILDREN_AT_ONCE = 100;
const TASK_RUNS_AT_ONCE = 500;

/**
 * Ends what runs inside a flow run; answers whether all of it was dealt with. Children end by proposals like anybody's, so
 * what runs inside them follows from their own commits, however deep. One that has just changed its state, or that came
 * beyond the number looked at, is left for another look.
 */
export async function endRunsInside(
  { sql, flowRunTransitions }: SettlingParts,
  run: Enclosing,
  { inProcess, deployed }: InsideEnd,
): Promise<boolean> {
  const children = await selectOpenChildren(sql, { ...run, limit: CHILDREN_AT_ONCE });
  const ends = await Promise.all(
    children.map(async (child) => {
      const state = child.is_deployed ? deployed : inProcess;
      return state === null ? true : endChild(flowRunTransitions, run.workspaceId, child, state);
    }),
  );
  if (inProcess !== null) await endTaskRuns(sql, run, inProcess);
  return children.length < CHILDREN_AT_ONCE && ends.every(Boolean);
}

async function endChild(
  transitions: FlowRunTransitions,
  workspaceId: string,
  child: OpenChild,
  state: ProposedState,
): Promise<boolean> {
  if (child.state_type === "CANCELLING" && state.type === "CANCELLING") return true;
  try {
    const { isNew } = await transitions.propose({
      workspaceId,
      runId: child.id,
      state,
      // Of a run in a process that is gone, no rule has to be asked; and none lets a paused one crash.
      force: state.type === "CRASHED",
      fence: null,
      // It may end by itself at this very moment: what was reported then stands.
      onlyFrom: child.state_id,
    });
    return isNew;
  } catch (error) {
    if (isNotFound(error)) return true;
    throw error;
  }
}

async function endTaskRuns(sql: Sql, run: Enclosing, { type, name, message }: ProposedState): Promise<void> {
  for (let ended = TASK_RUNS_AT_ONCE; ended === TASK_RUNS_AT_ONCE;) {
    ended = await endOpenTaskRuns(sql, {
      ...run,
      type: type === "CRASHED" ? "CRASHED" : "CANCELLED",
      name,
      message: message ?? "",
      stateIds: Array.from({ length: TASK_RUNS_AT_ONCE }, () => uuidv7()),
    });
  }
}
