import { readWorkPoolConcurrency as operation } from "kedge/contract";
import { countWorkQueues, listWorkQueues } from "../../db/queries/list-work-queues.js";
import { selectHoldersOfQueues } from "../../db/queries/select-holders-of-queues.js";
import { ok, route } from "../../http/route.js";
import { findPool } from "./find-pool.js";

export const readWorkPoolConcurrency = route(operation, async ({ params, body, workspaceId, plane }) => {
  const { page, limit, flow_run_limit } = body;
  const pool = await findPool(plane, workspaceId, params.name);
  const ofPool = { workspaceId, poolId: pool.id };
  const offset = (page - 1) * limit;
  const queues = await listWorkQueues(plane.reads, { ...ofPool, filter: null, limit, offset });
  const [count, holders] = await Promise.all([
    countWorkQueues(plane.reads, ofPool),
    selectHoldersOfQueues(plane.reads, {
      workspaceId,
      queueIds: queues.map((queue) => queue.id),
      limit: flow_run_limit,
      offset: 0,
    }),
  ]);
  return ok({
    active_slots: pool.active_slots,
    concurrency_limit: pool.concurrency_limit,
    queues: queues.map((queue) => ({
      queue_id: queue.id,
      queue_name: queue.name,
      active_slots: queue.active_slots,
      concurrency_limit: queue.concurrency_limit,
      flow_runs: [...holders.get(queue.id)!],
      flow_run_count: queue.active_slots,
    })),
    count,
    limit,
    pages: limit > 0 ? Math.ceil(count / limit) : 0,
    page,
  });
});
