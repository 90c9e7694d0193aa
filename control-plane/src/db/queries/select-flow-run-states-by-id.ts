import { plainArray } from "../array-literal.js";
import type { Connection } from "../connect.js";
import {
  stateForEventColumns,
  stateForEventJoins,
  type FlowRunStateForEvent,
} from "./select-flow-run-states-for-events.js";

/** States of flow runs by their ids, oldest first. */
export async function selectFlowRunStatesById(
  sql: Connection,
  { workspaceId, ids }: { workspaceId: string; ids: readonly string[] },
): Promise<FlowRunStateForEvent[]> {
  return sql<FlowRunStateForEvent[]>`
    select ${stateForEventColumns(sql)}
    from flow_run_state state ${stateForEventJoins(sql)}
    where state.workspace_id = ${workspaceId} and state.id = any(${plainArray(ids)}::uuid[])
    order by state.timestamp, state.id`;
}
