import {
  defaultStateName,
  type Micros,
  type State,
  type StateCreate,
  type StateDetails,
  type StateType,
} from "kedge/contract";

/** A state that somebody wants, before the plane stamps it with an id and a time. */
export interface ProposedState {
  readonly type: StateType;
  readonly name: string;
  readonly message: string | null;
  readonly data: unknown;
  readonly details: StateDetails;
}

/** One proposed state change, with all that the rules may know. */
export interface Transition<Run> {
  readonly run: Run;
  readonly current: State | null;
  readonly proposed: ProposedState;
  readonly now: Micros;
  /** Whether the attempt that the run was claimed for proposes it, and not a person or the plane. */
  readonly byAttempt?: boolean;
  /** For rules that must name something new. */
  readonly newId: () => string;
}

export function proposedState(state: StateCreate): ProposedState {
  return {
    type: state.type,
    name: state.name ?? defaultStateName(state.type),
    message: state.message ?? null,
    data: state.data ?? null,
    details: withoutNulls(state.state_details),
  };
}

/** Clients write every key, most of them null; only what is said is kept. */
function withoutNulls(details: StateDetails): StateDetails {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== null && value !== undefined));
}
