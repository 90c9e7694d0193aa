import { previewClaims as operation } from "kedge/contract";
import { previewClaims as select } from "../../db/queries/preview-claims.js";
import { toFlowRun } from "../../db/rows/flow-run-row.js";
import { blockersOf } from "../../dispatch/blockers-of.js";
import { ok, route } from "../../http/route.js";
import { findPool } from "./find-pool.js";

export const previewClaims = route(operation, async ({ params, body, workspaceId, plane }) => {
  const pool = await findPool(plane, workspaceId, params.name);
  const waiting = await select(plane.reads, {
    workspaceId,
    poolId: pool.id,
    queueNames: body.work_queue_names?.length ? body.work_queue_names : null,
    withinSeconds: body.within_seconds,
    limit: body.limit,
  });
  const blockers = blockersOf(waiting);
  const now = plane.clock.now();
  return ok(
    waiting.map((run, at) => ({
      work_queue_id: run.work_queue_id,
      work_queue_name: run.queue_name,
      priority: run.priority,
      blocked_by: blockers[at]!,
      flow_run: toFlowRun(run, now),
    })),
  );
});
