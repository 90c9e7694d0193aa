import type { FlowRunPolicy } from "kedge/contract";
import { flowRunPolicy } from "../db/rows/flow-run-row.js";
import type { DispatchFactsRow } from "../db/rows/dispatch-facts-row.js";
import type { Rooms } from "../db/rows/room.js";
import { dispatchFacts, type DispatchFacts, type ProposedClaim } from "./dispatch-facts.js";
import type { Policy, Rule } from "./rule.js";

/** What the rules may know of a flow run besides its state. */
export interface FlowRunSnapshot {
  readonly id: string;
  readonly hasDeployment: boolean;
  readonly isSubflow: boolean;
  readonly hasInfrastructure: boolean;
  readonly runCount: number;
  /** How often a failed run is tried again; null: never. */
  readonly retries: number | null;
  readonly retryDelaySeconds: number;
  /** Who makes the next attempt: the process that failed, or whoever claims the run. */
  readonly retryType: FlowRunPolicy["retry_type"];
  /** The coming RUNNING goes on with what was suspended: it is not counted as another run. */
  readonly resuming: boolean;
  /** Pauses that have been passed and will not be made again. */
  readonly pauseKeys: readonly string[];
  /** Null: a run that workers have nothing to do with. */
  readonly dispatch: DispatchFacts | null;
  /** What the transition takes; null before the rules have said so. */
  readonly claim: ProposedClaim | null;
}

export type FlowRunRule = Rule<FlowRunSnapshot>;
export type FlowRunRules = Policy<FlowRunSnapshot>;

interface FlowRunFields {
  readonly id: string;
  readonly deployment_id: string | null;
  readonly parent_task_run_id: string | null;
  readonly infrastructure_pid: string | null;
  readonly run_count: number;
  readonly empirical_policy: unknown;
  readonly dispatch_facts: DispatchFactsRow | null;
}

export function flowRunSnapshot(run: FlowRunFields, rooms: Rooms | null = null): FlowRunSnapshot {
  const policy = flowRunPolicy(run.empirical_policy);
  return {
    id: run.id,
    hasDeployment: run.deployment_id !== null,
    isSubflow: run.parent_task_run_id !== null,
    hasInfrastructure: run.infrastructure_pid !== null,
    runCount: run.run_count,
    retries: policy.retries,
    retryDelaySeconds: policy.retry_delay ?? 0,
    retryType: policy.retry_type,
    resuming: policy.resuming,
    pauseKeys: policy.pause_keys,
    dispatch: dispatchFacts(run.dispatch_facts, rooms),
    claim: null,
  };
}

/**
 * The part of the stored policy that a decision changes, null when it changes nothing. Only this part is written: a
 * client may have changed another one since the run was read.
 */
export function policyChanges(changes: Partial<FlowRunSnapshot>): Partial<FlowRunPolicy> | null {
  const part: Partial<FlowRunPolicy> = {
    ...(changes.resuming !== undefined && { resuming: changes.resuming }),
    ...(changes.pauseKeys !== undefined && { pause_keys: [...changes.pauseKeys] }),
    ...(changes.retryType !== undefined && { retry_type: changes.retryType }),
  };
  return Object.keys(part).length > 0 ? part : null;
}

/** What a decision does to the run's leases and counters, for the commit. */
export function dispatchEffects(changes: Partial<FlowRunSnapshot>) {
  return { claim: changes.claim ?? null, isStartedAnew: changes.dispatch !== undefined };
}
