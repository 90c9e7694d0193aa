import type { Sql } from "../connect.js";
import type { LogRow } from "../rows/log-row.js";

export interface StoredLinesParams {
  workspaceId: string;
  flowRunId: string;
  /** The first and the last id that are meant, and how the ids of the server end that has stored them. */
  first: string;
  last: string;
  tag: string;
  earliest: string;
  latest: string;
  limit: number;
}

/** Lines that one server has stored of a run. Found by the run and their time, for there is no index by id; that bounds the partitions. */
export async function selectStoredLines(sql: Sql, params: StoredLinesParams): Promise<LogRow[]> {
  return sql<LogRow[]>`
    select id, flow_run_id, task_run_id, timestamp, level, name, message from log
    where workspace_id = ${params.workspaceId} and flow_run_id = ${params.flowRunId}
      and timestamp between ${params.earliest} and ${params.latest}
      and id between ${params.first} and ${params.last} and right(id::text, ${params.tag.length}) = ${params.tag}
    order by timestamp, id limit ${params.limit}`;
}
