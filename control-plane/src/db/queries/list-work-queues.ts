import { sql, type SQL } from "drizzle-orm";
import type { WorkQueueFilter } from "kedge/contract";
import type { Sql } from "../connect.js";
import { allOf } from "../filters/combine.js";
import { workQueueCondition } from "../filters/work-queue-filter.js";
import type { WorkQueueRow } from "../rows/work-queue-row.js";
import { runComposed } from "../run-composed.js";
import { workPool } from "../schema/work-pool.js";
import { workQueue } from "../schema/work-queue.js";

export interface ListWorkQueuesParams {
  readonly workspaceId: string;
  /** Null: the queues of all pools, by name; else by priority. */
  readonly poolId: string | null;
  readonly filter: WorkQueueFilter | null;
  readonly limit: number;
  readonly offset: number;
}

export async function listWorkQueues(client: Sql, params: ListWorkQueuesParams): Promise<WorkQueueRow[]> {
  const order = params.poolId === null ? sql`${workQueue.name}, ${workQueue.id}` : sql`${workQueue.priority}`;
  return await runComposed<WorkQueueRow>(
    client,
    sql`${queuesWhere(
      allOf(
        sql`${workQueue.workspace_id} = ${params.workspaceId}`,
        params.poolId !== null && sql`${workQueue.work_pool_id} = ${params.poolId}`,
        params.filter && workQueueCondition(params.filter),
      ),
    )} order by ${order} limit ${params.limit} offset ${params.offset}`,
  );
}

export async function countWorkQueues(
  client: Sql,
  params: { readonly workspaceId: string; readonly poolId: string },
): Promise<number> {
  const [row] = await client<[{ count: number }]>`
    select count(*)::int as count from work_queue
    where workspace_id = ${params.workspaceId} and work_pool_id = ${params.poolId}`;
  return row.count;
}

/** One queue, by its id or by its name in its pool. */
export async function selectQueue(
  client: Sql,
  params: { readonly workspaceId: string } & (
    | { readonly id: string }
    | { readonly poolName: string; readonly name: string }
  ),
): Promise<WorkQueueRow | undefined> {
  const isWanted =
    "id" in params
      ? sql`${workQueue.id} = ${params.id}`
      : sql`${workQueue.name} = ${params.name} and ${workPool.name} = ${params.poolName}`;
  const where = sql`${workQueue.workspace_id} = ${params.workspaceId} and ${isWanted}`;
  return (await runComposed<WorkQueueRow>(client, queuesWhere(where)))[0];
}

function queuesWhere(condition: SQL): SQL {
  return sql`
    select ${workQueue}.*, ${workPool.name} as work_pool_name, ${workPool.default_queue_id} = ${workQueue.id} as is_default,
      current_status(${workQueue}) as status,
      coalesce(${workQueue.last_polled} > clock_timestamp() - interval '60 seconds', false) as is_polled,
      slots_in_use(${workQueue}) as active_slots
    from ${workQueue}
    join ${workPool} on ${workPool.workspace_id} = ${workQueue.workspace_id} and ${workPool.id} = ${workQueue.work_pool_id}
    where ${condition}`;
}
