import type { Connection } from "../connect.js";
import { lockPoolSlots } from "./lock-pool-slots.js";

/**
 * Until the end of the transaction nobody else takes a slot that this run would take. In the order of a claim: first the
 * pool, then the named limit, so that neither can wait for the other.
 */
export async function lockSlotsOfRun(
  transaction: Connection,
  params: { workspaceId: string; runId: string; poolId: string | null },
): Promise<void> {
  const { workspaceId, runId, poolId } = params;
  if (poolId !== null) await lockPoolSlots(transaction, { workspaceId, poolId });
  await transaction`
    select c.id from concurrency_limit c
    where c.workspace_id = ${workspaceId} and c.id = (
      select d.concurrency_limit_id
      from flow_run r join deployment d on d.workspace_id = r.workspace_id and d.id = r.deployment_id
      where r.workspace_id = ${workspaceId} and r.id = ${runId})
    for no key update`;
}
