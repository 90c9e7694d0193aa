import {
  defaultStateName,
  formatMicros,
  type Micros,
  type State,
  type StateDetails,
  type StateType,
} from "kedge/contract";
import { uuidv7 } from "kedge/contract";
import type { FlowRunSnapshot } from "../../src/orchestration/flow-run-snapshot.js";
import type { ProposedState, Transition } from "../../src/orchestration/transition.js";

/** The instant at which all transitions of the rules' tests are judged. */
export const NOW: Micros = Date.UTC(2026, 5, 1, 12) * 1000;

export function inSeconds(seconds: number): string {
  return formatMicros(NOW + seconds * 1e6);
}

/** A run of a deployment that has started nothing yet and is never retried. */
export const SNAPSHOT: FlowRunSnapshot = {
  id: uuidv7(),
  hasDeployment: true,
  isSubflow: false,
  hasInfrastructure: false,
  runCount: 0,
  retries: null,
  retryDelaySeconds: 0,
  retryType: null,
  resuming: false,
  pauseKeys: [],
  dispatch: null,
  claim: null,
};

interface StateFields {
  readonly name?: string;
  readonly message?: string;
  readonly data?: unknown;
  readonly details?: StateDetails;
}

export function stateOf(type: StateType, { name, message, data, details }: StateFields = {}): State {
  return {
    id: uuidv7(),
    type,
    name: name ?? defaultStateName(type),
    timestamp: inSeconds(-1),
    message: message ?? null,
    data: data ?? null,
    state_details: details ?? {},
  };
}

export function proposalOf(type: StateType, { name, message, data, details }: StateFields = {}): ProposedState {
  return {
    type,
    name: name ?? defaultStateName(type),
    message: message ?? null,
    data: data ?? null,
    details: details ?? {},
  };
}

/** From one state to another, of a run that differs from SNAPSHOT as told. */
export function transition(
  current: State | null,
  proposed: ProposedState,
  run: Partial<FlowRunSnapshot> = {},
): Transition<FlowRunSnapshot> {
  return { run: { ...SNAPSHOT, ...run }, current, proposed, now: NOW, newId: () => "a-new-id" };
}

/** What points at a stored result, and what says that there is none. */
export const STORED_RESULT = { type: "reference", storage_key: "some/key" };
export const UNPERSISTED_RESULT = { type: "unpersisted" };
