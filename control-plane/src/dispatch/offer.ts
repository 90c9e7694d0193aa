import type { Sql } from "../db/connect.js";
import { markOffered } from "../db/queries/mark-offered.js";
import { offerScheduledFlowRuns } from "../db/queries/offer-scheduled-flow-runs.js";
import type { OfferBounds } from "../db/queries/select-claim-candidates.js";
import type { PoolLimits } from "../db/queries/select-pool-limits.js";
import type { FlowRunRow } from "../db/rows/flow-run-row.js";
import { pickWithinLimits } from "./pick-within-limits.js";

export interface OfferParams {
  readonly workspaceId: string;
  readonly pool: PoolLimits;
  readonly queueNames: readonly string[] | null;
  readonly offer: OfferBounds;
  readonly limit: number;
}

/**
 * What a stock worker may try to start: the same runs that a claim would take, so that it is not shown one that waits for
 * a slot. Nothing is claimed; the worker's PENDING asks every limit again.
 */
export async function offer(sql: Sql, params: OfferParams): Promise<FlowRunRow[]> {
  const { workspaceId, pool, limit } = params;
  if (!pool.is_limited) return offerScheduledFlowRuns(sql, { ...params, poolId: pool.id });
  return sql.begin(async (transaction) => {
    const picked = await pickWithinLimits(transaction, { ...params, poolId: pool.id, slots: limit });
    return markOffered(transaction, { workspaceId, runIds: picked.map((run) => run.flow_run_id) });
  });
}
