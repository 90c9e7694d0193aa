import { defaultStateName, JsonObject, type State, StateName, type TransitionResult } from "kedge/contract";
import type { Sql } from "../db/connect.js";
import { selectFlowRunInput } from "../db/queries/select-flow-run-input.js";
import { selectFlowRun } from "../db/queries/select-flow-run.js";
import { currentState } from "../db/rows/state-row.js";
import { notFound, PlaneError } from "../errors.js";
import { failureText, validate } from "../json-schema/index.js";
import type { FlowRunTransitions } from "./flow-run-transitions.js";
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
export async function resume(parts: ResumeParts, request: ResumeRequest): Promise<Answer> {
  const { workspaceId, runId, fence } = request;
  const run = await selectFlowRun(parts.sql, { workspaceId, id: runId });
  if (!run) throw notFound("Flow run", runId);
  const state = currentState(run);
  if (state?.type !== "PAUSED") return refused("ABORT", null, "Cannot resume a flow run that is not paused.");
  const { run_input_keyset: keyset } = state.state_details;
  const problem = keyset == null ? null : await problemWith(parts.sql, request, keyset["schema"]);
  if (problem !== null) return refused("REJECT", state, problem);
  const key = keyset?.["response"];
  return parts.flowRunTransitions.propose({
    workspaceId,
    runId,
    state: resumed(state),
    force: false,
    fence,
    onlyFrom: state.id,
    ...(key !== undefined && { input: { key, value: JSON.stringify(request.input) } }),
  });
}

function resumed(state: State): ProposedState {
  const isSuspended = state.state_details.pause_reschedule === true;
  const type = isSuspended ? "SCHEDULED" : "RUNNING";
  const name = isSuspended ? StateName.RESUMING : defaultStateName(type);
  return { type, name, message: null, data: null, details: {} };
}

async function problemWith(
  sql: Sql,
  { workspaceId, runId, input }: ResumeRequest,
  schemaKey: string | undefined,
): Promise<string | null> {
  const text =
    schemaKey === undefined ? null : await selectFlowRunInput(sql, { workspaceId, flowRunId: runId, key: schemaKey });
  if (text === null) return "Run input schema not found.";
  const schema = parsedSchema(text);
  if (schema === null) return "Run input schema is not valid JSON.";
  try {
    const issues = validate(schema, input);
    return issues.length === 0 ? null : `Reason: ${failureText(issues)}`;
  } catch (error) {
    if (error instanceof PlaneError) return `Invalid schema: ${error.message}`;
    throw error;
  }
}

function parsedSchema(text: string): JsonObject | null {
  try {
    return JsonObject.parse(JSON.parse(text));
  } catch {
    // The sender's text: whatever is wrong with it, it is no schema.
    return null;
  }
}

/** Stock clients tell a refused input by these details, whatever the status. */
function refused(status: "ABORT" | "REJECT", state: State | null, reason: string): Answer {
  const { result } = answer(status, state, false);
  return { result: { ...result, details: { type: "abort_details", reason } }, isNew: false };
}
