import { filterLogs as operation } from "kedge/contract";
import { listLogs } from "../../db/queries/list-logs.js";
import { toLog } from "../../db/rows/log-row.js";
import { ok, readRoute } from "../../http/route.js";

export const filterLogs = readRoute(operation, async ({ body, workspaceId, plane }) => {
  const { logs: filter = null, ...window } = body;
  const rows = await listLogs(plane.reads, { workspaceId, filter, ...window });
  return ok(rows.map(toLog));
});
