import { defaultStateName, type JsonObject, type State, StateName, type TransitionResult } from "kedge/contract";
import type { Sql } from "../db/connect.js";
import { selectFlowRun } from "../db/queries/select-flow-run.js";
import { currentState } from "../db/rows/state-row.js";
import { notFound } from "../errors.js";
import type { FlowRunTransitions } from "./flow-run-transitions.js";
import { checkRunInput } from "./run-input.js";
import { answer } from "./transition-result.js";
import type { ProposedState } from "./transition.js";

export interface ResumeRequest {
  readonly workspaceId: string;
  readonly runId: string;
  readonly input: JsonObject;
  readonly fence: string | null;
}

interface ResumeParts {
  readonly sql: Sql;
  readonly flowRunTransitions: FlowRunTransitions;
}

interface Answer {
  readonly result: TransitionResult;
  readonly isNew: boolean;
}

/**
 * Lets a paused run go on: a suspended one in the queue, where a worker claims it anew, the other in the process that waits.
 * A pause that asks for input is given it in the same commit, after a check against the schema that the run has stored.
 * The proposal answers that very pause: a run that has gone on and paused again is not resumed with this input.
 */
export async function resume({ sql, flowRunTransitions }: ResumeParts, request: ResumeRequest): Promise<Answer> {
  const { workspaceId, runId, fence } = request;
  const run = await selectFlowRun(sql, { workspaceId, id: runId });
  if (!run) throw notFound("Flow run", runId);
  const state = currentState(run);
  if (state?.type !== "PAUSED") return refused("ABORT", null, "Cannot resume a flow run that is not paused.");
  const proposal = { workspaceId, runId, state: resumed(state), force: false, fence, onlyFrom: state.id };
  const { run_input_keyset: keyset } = state.state_details;
  if (keyset == null) return flowRunTransitions.propose(proposal);
  const checked = await checkRunInput(sql, request, keyset["schema"]);
  if (checked.problem !== undefined) return refused("REJECT", state, checked.problem);
  const { response: key } = keyset;
  if (key === undefined) return flowRunTransitions.propose(proposal);
  return flowRunTransitions.propose({ ...proposal, input: { key, value: JSON.stringify(checked.input) } });
}

function resumed(state: State): ProposedState {
  const isSuspended = state.state_details.pause_reschedule === true;
  const type = isSuspended ? "SCHEDULED" : "RUNNING";
  const name = isSuspended ? StateName.RESUMING : defaultStateName(type);
  return { type, name, message: null, data: null, details: {} };
}

/** Stock clients tell a refused input by these details, whatever the status. */
function refused(status: "ABORT" | "REJECT", state: State | null, reason: string): Answer {
  const { result } = answer(status, state, false);
  return { result: { ...result, details: { type: "abort_details", reason } }, isNew: false };
}
