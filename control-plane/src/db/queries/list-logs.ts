import { sql } from "drizzle-orm";
import type { LogFilter, LogSort } from "kedge/contract";
import type { Sql } from "../connect.js";
import { EVERYTHING } from "../filters/combine.js";
import { logCondition } from "../filters/log-filter.js";
import type { LogRow } from "../rows/log-row.js";
import { runComposed } from "../run-composed.js";
import { log } from "../schema/log.js";
import { logOrder } from "../sorts/log-sort.js";

export interface ListLogsParams {
  workspaceId: string;
  filter: LogFilter | null;
  sort: LogSort;
  limit: number;
  offset: number;
}

export async function listLogs(client: Sql, params: ListLogsParams): Promise<LogRow[]> {
  return await runComposed<LogRow>(
    client,
    sql`
      select id, flow_run_id, task_run_id, timestamp, level, name, message from ${log}
      where ${log.workspace_id} = ${params.workspaceId} and ${params.filter ? logCondition(params.filter) : EVERYTHING}
      order by ${logOrder[params.sort]}
      limit ${params.limit} offset ${params.offset}`,
  );
}
