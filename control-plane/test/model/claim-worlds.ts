import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { uuidv7 } from "kedge/contract";
import type { Sql } from "../../src/db/connect.js";
import { insertFlowRuns } from "../../src/db/queries/insert-flow-runs.js";
import { selectPoolLimits } from "../../src/db/queries/select-pool-limits.js";
import type { ClaimView } from "./claim-model.js";

/** A pool with its queues, what is due, and who holds what: as the model sees it and as it is stored. */
export interface ClaimWorld {
  readonly view: ClaimView;
}

const HOUR = 3600;

/** Instants are seconds from now, and far from it, so that a slow machine makes no difference. */
export function claimWorlds(): fc.Arbitrary<ClaimWorld> {
  const limit = fc.option(fc.integer({ min: 0, max: 4 }), { freq: 2 });
  const seldom = fc.integer({ min: 0, max: 9 }).map((n) => n === 0);
  const shape = fc.record({
    pool: fc.record({ isPaused: seldom, limit }),
    queues: fc.uniqueArray(fc.record({ priority: fc.integer({ min: 1, max: 9 }), isPaused: seldom, limit }), {
      minLength: 1,
      maxLength: 3,
      selector: (queue) => queue.priority,
    }),
    limits: fc.array(fc.record({ slots: fc.integer({ min: 0, max: 3 }), isActive: seldom.map((is) => !is) }), {
      maxLength: 2,
      size: "max",
    }),
    due: fc.array(
      fc.record({ order: fc.nat(9), queue: fc.nat(2), due: dueTime(), limit: fc.option(fc.nat(1), { freq: 2 }) }),
      {
        maxLength: 14,
        size: "max",
      },
    ),
    leases: fc.array(
      fc.record({
        queue: fc.option(fc.nat(2), { freq: 4 }),
        limit: fc.option(fc.nat(1), { freq: 2 }),
        expiresAt: fc.constantFrom(HOUR, HOUR, -HOUR),
      }),
      { maxLength: 5 },
    ),
    slotLeases: fc.array(
      fc.record({ limit: fc.nat(1), slots: fc.integer({ min: 1, max: 2 }), expiresAt: fc.constantFrom(HOUR, -HOUR) }),
      { maxLength: 2 },
    ),
  });
  return shape.map(({ pool, queues, limits, due, leases, slotLeases }) => {
    const own = queues.map((queue, i) => ({ ...queue, id: idOf(1, i), name: `q${i}` }));
    const named = limits.map((each, i) => ({ ...each, id: idOf(2, i) }));
    const queueId = (i: number) => own[i % own.length]!.id;
    const limitId = (i: number | null) => (i === null || named.length === 0 ? null : named[i % named.length]!.id);
    const poolId = idOf(3, 0);
    return {
      view: {
        now: 0,
        pool: { ...pool, id: poolId },
        queues: own,
        limits: named,
        due: due.map((run, i) => ({
          runId: idOf(run.order, i),
          queueId: queueId(run.queue),
          due: run.due,
          limitId: limitId(run.limit),
        })),
        leases: leases.map((lease) => ({
          poolId: lease.queue === null ? null : poolId,
          queueId: lease.queue === null ? null : queueId(lease.queue),
          limitId: limitId(lease.limit),
          expiresAt: lease.expiresAt,
        })),
        slotLeases: named.length === 0 ? [] : slotLeases.map((lease) => ({ ...lease, limitId: limitId(lease.limit)! })),
      },
    };
  });
}

/** Workspaces keep them apart: the same world has the same ids wherever it is stored. */
function idOf(kind: number, n: number): string {
  return `00000000-0000-4000-8000-${String(kind * 1000 + n).padStart(12, "0")}`;
}

/** Few different ones, so that ties are common. */
function dueTime(): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -8, max: -5 }).map((n) => n * 60) },
    { weight: 1, arbitrary: fc.constant(HOUR) },
  );
}

/** Stores a world in a workspace of its own; `isLimited` tells whether its claims take turns. */
export async function storeWorld(sql: Sql, { view }: ClaimWorld): Promise<{ workspaceId: string; isLimited: boolean }> {
  const workspaceId = randomUUID();
  const [{ now }] = await sql<[{ now: string }]>`select clock_timestamp() as now`;
  const flowId = randomUUID();
  const { pool } = view;
  await sql`insert into flow (workspace_id, id, name) values (${workspaceId}, ${flowId}, 'f')`;
  await sql`
    insert into work_pool (workspace_id, id, name, type, is_paused, concurrency_limit, default_queue_id)
    values (${workspaceId}, ${pool.id}, 'pool', 'process', ${pool.isPaused}, ${pool.limit}, ${view.queues[0]!.id})`;
  for (const queue of view.queues) {
    await sql`
      insert into work_queue (workspace_id, id, work_pool_id, name, priority, is_paused, concurrency_limit)
      values (${workspaceId}, ${queue.id}, ${pool.id}, ${queue.name}, ${queue.priority}, ${queue.isPaused}, ${queue.limit})`;
  }
  for (const { id, slots, isActive } of view.limits) {
    await sql`
      insert into concurrency_limit (workspace_id, id, name, slot_limit, active)
      values (${workspaceId}, ${id}, ${id}, ${slots}, ${isActive})`;
  }
  await insertFlowRuns(
    sql,
    view.due.map(({ runId, queueId }) => dueRun({ workspaceId, flowId, poolId: pool.id, queueId, runId })),
  );
  for (const { runId, due, limitId } of view.due) {
    await sql`
      update due_run set due = ${now}::timestamptz + make_interval(secs => ${due}), concurrency_limit_id = ${limitId}
      where workspace_id = ${workspaceId} and flow_run_id = ${runId}`;
  }
  for (const lease of view.leases) await storeLease(sql, workspaceId, lease);
  for (const { limitId, slots, expiresAt } of view.slotLeases) {
    await sql`
      insert into slot_lease (workspace_id, id, concurrency_limit_id, slots, expires_at)
      values (${workspaceId}, ${randomUUID()}, ${limitId}, ${slots}, clock_timestamp() + make_interval(secs => ${expiresAt}))`;
  }
  const limits = await selectPoolLimits(sql, { workspaceId, name: "pool" });
  return { workspaceId, isLimited: limits!.is_limited };
}

/** A worker's attempt hangs on its session, a stock client's has an end of its own. */
async function storeLease(sql: Sql, workspaceId: string, lease: ClaimView["leases"][number]): Promise<void> {
  const { poolId, queueId, limitId, expiresAt } = lease;
  const sessionId = poolId === null ? null : randomUUID();
  if (sessionId !== null) {
    await sql`
      insert into worker_session (workspace_id, id, work_pool_id, worker_name, expires_at)
      values (${workspaceId}, ${sessionId}, ${poolId}, 'w', clock_timestamp() + make_interval(secs => ${expiresAt}))`;
  }
  await sql`
    insert into lease (workspace_id, flow_run_id, session_id, work_pool_id, work_queue_id, concurrency_limit_id, attempt,
                       fence_epoch, fence_counter, expires_at)
    values (${workspaceId}, ${randomUUID()}, ${sessionId}, ${poolId}, ${queueId}, ${limitId}, 1, 1, 1,
            case when ${sessionId === null} then clock_timestamp() + make_interval(secs => ${expiresAt}) end)`;
}

function dueRun(ids: { workspaceId: string; flowId: string; poolId: string; queueId: string; runId: string }) {
  return {
    workspace_id: ids.workspaceId,
    id: ids.runId,
    flow_id: ids.flowId,
    name: "r",
    deployment_id: null,
    deployment_version: null,
    work_pool_id: ids.poolId,
    work_queue_id: ids.queueId,
    work_queue_name: null,
    flow_version: null,
    parameters: {},
    idempotency_key: null,
    context: {},
    empirical_policy: {},
    tags: [],
    labels: {},
    parent_task_run_id: null,
    job_variables: null,
    infrastructure_document_id: null,
    created_by: null,
    auto_scheduled: false,
    state_id: uuidv7(),
    state_type: "SCHEDULED",
    state_name: "Scheduled",
    state_message: null,
    state_data: null,
    state_details: {},
  };
}
