import type { FlowRunPolicy } from "kedge/contract";
import type { Policy, Rule } from "./rule.js";

/** What the rules may know of a flow run besides its state. */
export interface FlowRunSnapshot {
  readonly id: string;
  readonly hasDeployment: boolean;
  readonly isSubflow: boolean;
  readonly hasInfrastructure: boolean;
  readonly runCount: number;
  readonly policy: FlowRunPolicy;
}

export type FlowRunRule = Rule<FlowRunSnapshot>;
export type FlowRunRules = Policy<FlowRunSnapshot>;
