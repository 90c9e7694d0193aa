import { downloadFlowRunLogs as operation } from "kedge/contract";
import { selectFlowRun } from "../../db/queries/select-flow-run.js";
import { selectNextLogs } from "../../db/queries/select-next-logs.js";
import type { LogRow } from "../../db/rows/log-row.js";
import { notFound } from "../../errors.js";
import { csvLine } from "../../http/csv.js";
import { attachment, route } from "../../http/route.js";

/** Lines a statement reads: some 200 KB in memory for each download under way. */
const LINES_AT_ONCE = 1000;

const COLUMNS = ["timestamp", "level", "flow_run_id", "task_run_id", "message"] as const;

/** Streamed as fast as the client reads; between two pieces no connection to the database is held. */
export const downloadFlowRunLogs = route(operation, async ({ params, workspaceId, plane }) => {
  const run = await selectFlowRun(plane.sql, { workspaceId, id: params.id });
  if (!run) throw notFound("Flow run", params.id);
  let after: LogRow | null = null;

  async function* csv(): AsyncGenerator<string> {
    yield csvLine(COLUMNS);
    for (;;) {
      const rows: LogRow[] = await selectNextLogs(plane.reads, {
        workspaceId,
        flowRunId: params.id,
        after,
        limit: LINES_AT_ONCE,
      });
      yield rows.map((row) => csvLine(COLUMNS.map((column) => row[column]))).join("");
      if (rows.length < LINES_AT_ONCE) return;
      after = rows.at(-1)!;
    }
  }
  return attachment(csv(), `${run.name}-logs.csv`);
});
