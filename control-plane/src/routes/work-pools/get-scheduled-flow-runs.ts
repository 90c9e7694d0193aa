import { formatMicros, getScheduledFlowRuns as operation } from "kedge/contract";
import { selectPoolLimits } from "../../db/queries/select-pool-limits.js";
import { toFlowRun } from "../../db/rows/flow-run-row.js";
import { offer } from "../../dispatch/offer.js";
import { notFound } from "../../errors.js";
import { ok, route } from "../../http/route.js";

export const getScheduledFlowRuns = route(operation, async ({ params, body, workspaceId, plane }) => {
  const now = plane.clock.now();
  const pool = await selectPoolLimits(plane.sql, { workspaceId, name: params.name });
  if (!pool) throw notFound("Work pool", params.name);
  const show = (isRepeat: boolean) =>
    offer(plane.sql, {
      workspaceId,
      pool,
      queueNames: body.work_queue_names?.length ? body.work_queue_names : null,
      offer: { before: body.scheduled_before ?? formatMicros(now), after: body.scheduled_after ?? null, isRepeat },
      limit: body.limit,
    });
  let runs = await show(false);
  // Whoever was shown the rest may be full: rather a vain proposal than a run that waits for its poller.
  if (runs.length === 0) runs = await show(true);
  return ok(
    runs.map((run) => ({
      work_pool_id: run.work_pool_id!,
      work_queue_id: run.work_queue_id!,
      flow_run: toFlowRun({ ...run, work_pool_name: params.name }, now),
    })),
  );
});
