import { formatMicros, getScheduledFlowRuns as operation } from "kedge/contract";
import { offerScheduledFlowRuns } from "../../db/queries/offer-scheduled-flow-runs.js";
import { selectWorkPool } from "../../db/queries/select-work-pools.js";
import { toFlowRun } from "../../db/rows/flow-run-row.js";
import { notFound } from "../../errors.js";
import { ok, route } from "../../http/route.js";

export const getScheduledFlowRuns = route(operation, async ({ params, body, workspaceId, plane }) => {
  const now = plane.clock.now();
  const query = {
    workspaceId,
    poolName: params.name,
    queueNames: body.work_queue_names?.length ? body.work_queue_names : null,
    before: body.scheduled_before ?? formatMicros(now),
    after: body.scheduled_after ?? null,
    limit: body.limit,
  };
  let runs = await offerScheduledFlowRuns(plane.sql, { ...query, isRepeat: false });
  // Whoever was shown the rest may be full: rather a vain proposal than a run that waits for its poller.
  if (runs.length === 0) runs = await offerScheduledFlowRuns(plane.sql, { ...query, isRepeat: true });
  if (runs.length === 0 && !(await selectWorkPool(plane.sql, workspaceId, params.name))) {
    throw notFound("Work pool", params.name);
  }
  return ok(
    runs.map((run) => ({
      work_pool_id: run.work_pool_id!,
      work_queue_id: run.work_queue_id!,
      flow_run: toFlowRun({ ...run, work_pool_name: params.name }, now),
    })),
  );
});
