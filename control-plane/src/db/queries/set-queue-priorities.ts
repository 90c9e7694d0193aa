import type { Connection } from "../connect.js";

/** In one statement, and past each other: that no two queues share a priority is judged at the transaction's end. */
export async function setQueuePriorities(
  transaction: Connection,
  params: { workspaceId: string; priorities: ReadonlyMap<string, number> },
): Promise<void> {
  const ids = [...params.priorities.keys()];
  if (ids.length === 0) return;
  await transaction`
    update work_queue q set priority = given.priority
    from unnest(${ids}::uuid[], ${[...params.priorities.values()]}::int[]) as given(id, priority)
    where q.workspace_id = ${params.workspaceId} and q.id = given.id`;
}
