import { formatMicros, getScheduledFlowRuns as operation } from "kedge/contract";
import { selectPoolLimits } from "../../db/queries/select-pool-limits.js";
import { toFlowRun } from "../../db/rows/flow-run-row.js";
import { ok, route } from "../../http/route.js";
import { offerRuns } from "../../work-pools/offer-runs.js";
import { recordPoll } from "../../work-pools/record-poll.js";
import { poolNotFound } from "./find-pool.js";

export const getScheduledFlowRuns = route(operation, async ({ params, body, workspaceId, plane }) => {
  const now = plane.clock.now();
  const pool = await selectPoolLimits(plane.sql, { workspaceId, name: params.name });
  if (!pool) throw poolNotFound(params.name);
  const queueNames = body.work_queue_names?.length ? body.work_queue_names : null;
  await recordPoll(plane, { workspaceId, poolId: pool.id, poolName: params.name, queueNames });
  const runs = await offerRuns(plane.sql, {
    workspaceId,
    pool,
    queueNames,
    before: body.scheduled_before ?? formatMicros(now),
    after: body.scheduled_after ?? null,
    limit: body.limit,
  });
  return ok(
    runs.map((run) => ({
      work_pool_id: run.work_pool_id!,
      work_queue_id: run.work_queue_id!,
      flow_run: toFlowRun({ ...run, work_pool_name: params.name }, now),
    })),
  );
});
