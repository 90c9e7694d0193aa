import { applyTemplate } from "@kedge/work-pools/templates";
import { uuidv7, type ClaimedRun, type ClaimRequest, type Micros } from "kedge/contract";
import type { Sql } from "../db/connect.js";
import { claimFlowRuns, type ClaimedRow } from "../db/queries/claim-flow-runs.js";
import { toFlowRun } from "../db/rows/flow-run-row.js";

export interface ClaimParams extends ClaimRequest {
  readonly workspaceId: string;
  readonly poolName: string;
  /** Whether the pool or one of its queues has a concurrency limit. */
  readonly isLimited: boolean;
  readonly now: Micros;
}

/**
 * Claims for one worker. Where a limit has to be kept, claims of one pool take turns: two that count the same free slot
 * at the same moment would both take it.
 */
export async function claim(sql: Sql, params: ClaimParams): Promise<ClaimedRun[]> {
  const query = {
    workspaceId: params.workspaceId,
    poolName: params.poolName,
    sessionId: params.session_id,
    workerName: params.worker_name,
    queueNames: params.work_queue_names.length > 0 ? params.work_queue_names : null,
    leaseSeconds: params.lease_seconds,
    isLimited: params.isLimited,
    stateIds: Array.from({ length: params.slots }, () => uuidv7()),
  };
  const rows = params.isLimited
    ? await sql.begin(async (transaction) => {
        await transaction`select pg_advisory_xact_lock(hashtextextended(${params.workspaceId + params.poolName}, 0))`;
        return claimFlowRuns(transaction, query);
      })
    : await claimFlowRuns(sql, query);
  return rows.map((row) => claimedRun(row, params.poolName, params.now));
}

function claimedRun(row: ClaimedRow, poolName: string, now: Micros): ClaimedRun {
  const flowRun = toFlowRun({ ...row, work_pool_name: poolName }, now);
  return {
    flow_run: flowRun,
    flow_name: row.flow_name,
    deployment_name: row.deployment_name,
    attempt: row.attempt,
    fence: `${row.fence_epoch}.${row.fence_counter}`,
    lease_expires_at: row.lease_expires_at,
    entrypoint: row.entrypoint,
    path: row.path,
    pull_steps: row.pull_steps,
    job_configuration: applyTemplate(row.base_job_template, row.deployment_job_variables, flowRun.job_variables),
  };
}
