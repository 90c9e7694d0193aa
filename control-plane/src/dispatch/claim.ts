import { applyTemplate } from "@kedge/work-pools/templates";
import { uuidv7, type ClaimedRun, type ClaimRequest, type Micros } from "kedge/contract";
import type { Sql } from "../db/connect.js";
import { claimFlowRuns, type ClaimedRow } from "../db/queries/claim-flow-runs.js";
import type { PoolLimits } from "../db/queries/select-pool-limits.js";
import { toFlowRun } from "../db/rows/flow-run-row.js";
import { pickWithinLimits } from "./pick-within-limits.js";

export interface ClaimParams extends ClaimRequest {
  readonly workspaceId: string;
  readonly pool: PoolLimits;
  readonly now: Micros;
}

/**
 * Claims for one worker. Where no limit has to be kept, that is one statement, and any number of claims run side by side.
 * Where there is one, claims of a pool take turns: they count what is held, pick what fits, and claim that.
 */
export async function claim(sql: Sql, params: ClaimParams): Promise<ClaimedRun[]> {
  const asked = query(params);
  const rows = params.pool.is_limited
    ? await sql.begin(async (transaction) => {
        const picked = await pickWithinLimits(transaction, { ...asked, slots: params.slots });
        return claimFlowRuns(transaction, { ...asked, picked });
      })
    : await claimFlowRuns(sql, { ...asked, picked: null });
  return rows.map((row) => claimedRun(row, params.now));
}

function query({ workspaceId, pool, slots, ...request }: ClaimParams) {
  return {
    workspaceId,
    poolId: pool.id,
    sessionId: request.session_id,
    workerName: request.worker_name,
    queueNames: request.work_queue_names.length > 0 ? request.work_queue_names : null,
    leaseSeconds: request.lease_seconds,
    stateIds: Array.from({ length: slots }, () => uuidv7()),
  };
}

/** A claimed row as the wire has it. */
export function claimedRun(row: ClaimedRow, now: Micros): ClaimedRun {
  const flowRun = toFlowRun(row, now);
  return {
    flow_run: flowRun,
    flow_name: row.flow_name,
    deployment_name: row.deployment_name,
    attempt: row.attempt,
    fence: `${row.fence_epoch}.${row.fence_counter}`,
    lease_expires_at: row.lease_expires_at,
    on_disconnect: row.on_disconnect,
    entrypoint: row.entrypoint,
    path: row.path,
    pull_steps: row.pull_steps,
    job_configuration: applyTemplate(row.base_job_template, row.deployment_job_variables, flowRun.job_variables),
  };
}
