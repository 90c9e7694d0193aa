import { firstIdOf, microsOf, type StateDetails } from "kedge/contract";
import type { Connection } from "../connect.js";
import type { EventsParams } from "./select-events.js";
import { relationColumns, relationJoins, type FlowRunRelations } from "./select-flow-run-relations.js";

export interface FlowRunStatesParams extends EventsParams {
  /** Only states of these runs; null: of any. */
  readonly flowRunIds: readonly string[] | null;
}

/** A state with the one before it and with its run: what an event is made of. */
export interface FlowRunStateForEvent extends FlowRunRelations {
  readonly state_id: string;
  readonly state_type: string;
  readonly state_name: string;
  readonly state_timestamp: string;
  readonly state_message: string | null;
  readonly state_details: StateDetails;
  readonly previous_id: string | null;
  readonly previous_type: string | null;
  readonly previous_name: string | null;
  readonly previous_timestamp: string | null;
  readonly previous_message: string | null;
  readonly previous_details: StateDetails | null;
}

/** For a statement that has the state as `state`, with its joins. */
export const stateForEventColumns = (sql: Connection) => sql`
  ${relationColumns(sql)},
  state.id as state_id, state.type as state_type, state.name as state_name, state.timestamp as state_timestamp,
  state.message as state_message, state.state_details,
  previous.id as previous_id, previous.type as previous_type, previous.name as previous_name,
  previous.timestamp as previous_timestamp, previous.message as previous_message,
  previous.state_details as previous_details`;

export const stateForEventJoins = (sql: Connection) => sql`
  join flow_run run on run.workspace_id = state.workspace_id and run.id = state.flow_run_id
  ${relationJoins(sql)}
  left join lateral (
    select p.* from flow_run_state p
    where p.workspace_id = state.workspace_id and p.flow_run_id = state.flow_run_id and p.timestamp < state.timestamp
    order by p.timestamp desc
    limit 1
  ) previous on true`;

/** The plane stamps id and time of a state together; an offline report of the past has a later id, never an earlier one. */
const CLOCK_SLACK_MILLIS = 3_600_000;

/**
 * States of flow runs as of some time, oldest first. Ids grow with time, so the id bounds the partitions and the rows that
 * are looked at; there is no index by time, for nothing on the hot path would use it.
 */
export async function selectFlowRunStatesForEvents(
  sql: Connection,
  params: FlowRunStatesParams,
): Promise<FlowRunStateForEvent[]> {
  const { workspaceId, after, until, names, prefixes, flowRunIds, limit } = params;
  const firstId = firstIdOf(Math.floor(microsOf(after.occurred) / 1000) - CLOCK_SLACK_MILLIS);
  return sql<FlowRunStateForEvent[]>`
    select ${stateForEventColumns(sql)}
    from (
      select * from flow_run_state s
      where s.workspace_id = ${workspaceId} and s.id >= ${firstId}
        and s.timestamp >= ${after.occurred} and (s.timestamp, s.id) > (${after.occurred}, ${after.id})
        and s.timestamp <= ${until}
        and (${flowRunIds}::uuid[] is null or s.flow_run_id = any(${flowRunIds}::uuid[]))
        and (${names}::text[] is null or 'prefect.flow-run.' || s.name = any(${names}::text[]))
        and (${prefixes}::text[] is null
             or exists (select from unnest(${prefixes}::text[]) p where starts_with('prefect.flow-run.' || s.name, p)))
      order by s.timestamp, s.id
      limit ${limit}
    ) state ${stateForEventJoins(sql)}
    order by state.timestamp, state.id`;
}
