import type { State, StateDetails, StateType } from "kedge/contract";

/** The current state as it stands on a run; all null before the first state. */
export interface CurrentState {
  state_id: string | null;
  state_type: string | null;
  state_name: string | null;
  state_timestamp: string | null;
  state_message: string | null;
  state_data: unknown;
  state_details: unknown;
}

export function currentState(row: CurrentState): State | null {
  if (row.state_id === null) return null;
  return {
    id: row.state_id,
    type: row.state_type as StateType,
    name: row.state_name!,
    timestamp: row.state_timestamp!,
    message: row.state_message,
    data: row.state_data ?? null,
    state_details: withDefaults(row.state_details as StateDetails),
  };
}

/** A row of either history table. */
export interface StateRow {
  id: string;
  type: string;
  name: string;
  timestamp: string;
  message: string | null;
  data: unknown;
  state_details: unknown;
}

export function toState(row: StateRow): State {
  return {
    id: row.id,
    type: row.type as StateType,
    name: row.name,
    timestamp: row.timestamp,
    message: row.message,
    data: row.data ?? null,
    state_details: withDefaults(row.state_details as StateDetails),
  };
}

/** Only what was said is stored; stock clients expect every key. */
function withDefaults(details: StateDetails): StateDetails {
  return { ...EMPTY_DETAILS, ...details };
}

const EMPTY_DETAILS: StateDetails = {
  flow_run_id: null,
  task_run_id: null,
  child_flow_run_id: null,
  scheduled_time: null,
  cache_key: null,
  cache_expiration: null,
  deferred: false,
  untrackable_result: false,
  pause_timeout: null,
  pause_reschedule: false,
  pause_key: null,
  run_input_keyset: null,
  refresh_cache: null,
  retriable: null,
  transition_id: null,
  task_parameters_id: null,
  traceparent: null,
  deployment_concurrency_lease_id: null,
};
