import { formatMicros, readWorkQueueRuns as operation } from "kedge/contract";
import { selectPoolLimits } from "../../db/queries/select-pool-limits.js";
import { toFlowRun } from "../../db/rows/flow-run-row.js";
import { ok, route } from "../../http/route.js";
import { offerRuns } from "../../work-pools/offer-runs.js";
import { recordPoll } from "../../work-pools/record-poll.js";
import { poolNotFound } from "../work-pools/find-pool.js";
import { findQueue } from "./find-queue.js";

export const readWorkQueueRuns = route(operation, async ({ params, body, workspaceId, plane, isUserInterface }) => {
  const queue = await findQueue(plane, workspaceId, { id: params.id });
  const { work_pool_name: poolName } = queue;
  const pool = await selectPoolLimits(plane.sql, { workspaceId, name: poolName });
  if (!pool) throw poolNotFound(poolName);
  const now = plane.clock.now();
  const queueNames = [queue.name];
  if (!isUserInterface) await recordPoll(plane, { workspaceId, poolId: pool.id, poolName, queueNames });
  const runs = await offerRuns(plane.sql, {
    workspaceId,
    pool,
    queueNames,
    before: body.scheduled_before ?? formatMicros(now),
    after: null,
    limit: body.limit,
  });
  return ok(runs.map((run) => toFlowRun({ ...run, work_pool_name: poolName }, now)));
});
