import type { State, StateDetails, StateType } from "kedge/contract";
import type { Connection } from "../../db/connect.js";
import { HISTORY_TABLES } from "../../db/partitions/spans.js";
import { selectPartitions } from "../../db/queries/select-partitions.js";

/** What the history of a run must come to. */
export interface StoredFlowRun {
  readonly workspace_id: string;
  readonly id: string;
  readonly created: string;
  readonly state_id: string | null;
  readonly state_type: string | null;
  readonly state_name: string | null;
  readonly state_timestamp: string | null;
  readonly state_message: string | null;
  readonly state_data: unknown;
  readonly state_details: unknown;
  readonly run_count: number;
  readonly expected_start_time: string | null;
  readonly next_scheduled_start_time: string | null;
  readonly start_time: string | null;
  readonly end_time: string | null;
  readonly total_run_time: number;
}

export interface HistoryState extends State {
  readonly state_details: StateDetails;
  readonly is_forced: boolean;
}

export interface FlowRunWithHistory {
  readonly run: StoredFlowRun;
  /** Oldest first. */
  readonly history: readonly HistoryState[];
}

type Row = StoredFlowRun & { history: (Omit<HistoryState, "type"> & { type: StateType })[] };

const RUNS_AT_ONCE = 500;

/** All runs with their states, a batch at a time: run and states of one are read by one statement, so they belong together. */
export async function* readHistories(sql: Connection): AsyncGenerator<FlowRunWithHistory[]> {
  let after = { workspaceId: FIRST_ID, id: FIRST_ID };
  for (;;) {
    const rows = await sql<Row[]>`
      select r.workspace_id, r.id, r.created, r.state_id, r.state_type, r.state_name, r.state_timestamp, r.state_message,
             r.state_data, r.state_details, r.run_count, r.expected_start_time, r.next_scheduled_start_time, r.start_time,
             r.end_time, r.total_run_time,
             coalesce((
               select jsonb_agg(jsonb_build_object(
                 'id', s.id, 'type', s.type, 'name', s.name, 'timestamp', iso_instant(s.timestamp), 'message', s.message,
                 'data', s.data, 'state_details', s.state_details, 'is_forced', s.is_forced) order by s.timestamp)
               from flow_run_state s where s.workspace_id = r.workspace_id and s.flow_run_id = r.id
             ), '[]') as history
      from flow_run r
      where (r.workspace_id, r.id) > (${after.workspaceId}, ${after.id})
      order by r.workspace_id, r.id limit ${RUNS_AT_ONCE}`;
    if (rows.length > 0) yield rows.map(({ history, ...run }) => ({ run, history }));
    const last = rows.at(-1);
    if (!last || rows.length < RUNS_AT_ONCE) return;
    after = { workspaceId: last.workspace_id, id: last.id };
  }
}

/** Since when states of flow runs are kept, in milliseconds since the epoch. */
export async function keptSince(sql: Connection): Promise<number> {
  const own = (await selectPartitions(sql)).filter((partition) => partition.table === HISTORY_TABLES[0]);
  return Math.min(...own.map((partition) => partition.fromMillis));
}

const FIRST_ID = "00000000-0000-0000-0000-000000000000";
