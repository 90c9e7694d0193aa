import { PlaneError } from "../client/index.js";
import {
  createFlowRunInput,
  ErrorCode,
  formatMicros,
  type JsonObject,
  readFlowRunInput,
  setFlowRunState,
  type State,
  StateName,
  StateType,
  TransitionStatus,
  uuidv7,
} from "../contract/index.js";
import { nowMicros } from "../clock.js";
import type { FlowRunScope } from "../engine/flow/flow-run-scope.js";
import { KedgeError } from "../errors.js";
import type { StandardSchema } from "../standard-schema.js";
import { checkedInput, inputSchema } from "./input-schema.js";
import { type Keyset, keysetOf } from "./keyset.js";

/** What a pause may say; without `input` it only waits to be resumed. */
export interface PauseOptions<S extends StandardSchema | undefined = StandardSchema | undefined> {
  /** What the run must be given to go on. */
  readonly input?: S;
  /** The run fails unless it is resumed within so many seconds. */
  readonly timeoutSeconds?: number | undefined;
  /**
   * Names the pause among those of the run: one that has been passed is not made again. Default: its place among them, so
   * the order of a flow's pauses should not depend on chance.
   */
  readonly key?: string | undefined;
  /** What the form for the input starts with. */
  readonly initial?: JsonObject | undefined;
  /** Told to whoever resumes the run. */
  readonly description?: string | undefined;
}

export type Pausing = typeof PAUSING | typeof SUSPENDING;
export const PAUSING = { verb: "pause", stateName: "Paused", reschedule: false } as const;
export const SUSPENDING = { verb: "suspend", stateName: StateName.SUSPENDED, reschedule: true } as const;

export interface Pause {
  readonly scope: FlowRunScope;
  readonly keyset: Keyset;
  /** Its state on the plane; null when the run has passed this very pause before. */
  readonly state: State | null;
}

/** Proposes the pause and stores what it asks for. Throws CANNOT_PAUSE, CANNOT_SUSPEND, NO_JSON_SCHEMA. */
export async function askToPause(scope: FlowRunScope, how: Pausing, options: PauseOptions): Promise<Pause> {
  const { input, initial, description, timeoutSeconds } = options;
  const schema = input && inputSchema(input, initial);
  const key = options.key ?? String(scope.nextOrdinal("pause") + 1);
  const keyset = keysetOf(how.stateName, key);
  // Whoever looks at a paused run finds its task runs and log lines up to the pause.
  await scope.session.flush();
  const result = await scope.session.client.call(setFlowRunState, {
    params: { id: scope.info.id },
    body: {
      state: {
        type: StateType.PAUSED,
        name: how.stateName,
        state_details: {
          pause_key: key,
          pause_reschedule: how.reschedule,
          pause_timeout: timeoutSeconds === undefined ? null : formatMicros(nowMicros() + timeoutSeconds * 1e6),
          run_input_keyset: schema === undefined ? null : { ...keyset },
          transition_id: uuidv7(),
        },
      },
    },
  });
  const { status, state, details } = result;
  if (status === TransitionStatus.REJECT && state?.type === StateType.RUNNING) return { scope, keyset, state: null };
  if (status !== TransitionStatus.ACCEPT && state?.type !== StateType.PAUSED) {
    throw refused(scope, how, "reason" in details ? details.reason : undefined);
  }
  if (schema !== undefined) await store(scope, keyset.schema, schema);
  if (schema !== undefined && description !== undefined) await store(scope, keyset.description, description);
  return { scope, keyset, state };
}

/** What the pause was answered, checked by the schema of the code as it is now. Throws INVALID_INPUT. */
export async function answerOf({ scope, keyset }: Pause, { input }: PauseOptions): Promise<unknown> {
  if (input === undefined) return undefined;
  const params = { id: scope.info.id, key: keyset.response };
  const text = await scope.session.client.call(readFlowRunInput, { params }).catch((error: unknown) => {
    // Resumed without an answer, by a client that set the state itself: the schema says whether that will do.
    if (error instanceof PlaneError && error.status === 404) return "{}";
    throw error;
  });
  return checkedInput(input, JSON.parse(text));
}

async function store(scope: FlowRunScope, key: string, value: unknown): Promise<void> {
  const body = { key, value: JSON.stringify(value) };
  await scope.session.client
    .call(createFlowRunInput, { params: { id: scope.info.id }, body })
    .catch((error: unknown) => {
      // Stored by the same pause before: a request whose answer was lost, or an attempt that ended in between.
      if (error instanceof PlaneError && error.code === ErrorCode.CONFLICT) return;
      throw error;
    });
}

function refused(scope: FlowRunScope, { verb }: Pausing, reason: string | null | undefined): KedgeError {
  const code = verb === "pause" ? "CANNOT_PAUSE" : "CANNOT_SUSPEND";
  const message = `The server refused to ${verb} flow run '${scope.info.name}': ${reason ?? "no reason given"}`;
  return new KedgeError(code, message, {
    hint:
      verb === "suspend"
        ? "A suspended run is started again by a worker, so it must be a run of a deployment; pause() waits in the process instead."
        : undefined,
  });
}

/** The flow run around a call. Throws OUTSIDE_FLOW. */
export function scopeFor(flowRun: FlowRunScope | undefined, name: string): FlowRunScope {
  if (flowRun === undefined) {
    throw new KedgeError("OUTSIDE_FLOW", `${name}() was called outside of a flow run.`, {
      hint: "Call it inside the function of a flow.",
    });
  }
  flowRun.assertOpen();
  return flowRun;
}
