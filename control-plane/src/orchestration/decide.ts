import type { TransitionStatus } from "kedge/contract";
import type { Policy, Verdict } from "./rule.js";
import type { ProposedState, Transition } from "./transition.js";

export interface Decision<Run> {
  readonly status: TransitionStatus;
  /** The state to commit; null keeps the current one. */
  readonly state: ProposedState | null;
  readonly reason: string | null;
  readonly delaySeconds: number | null;
  /** Fields of the run to be changed with the commit. */
  readonly changes: Partial<Run>;
}

/**
 * Asks the rules in order. A rule that passes may amend the proposal or the run for those behind it; the first one that
 * doesn't pass decides. What it amended is dropped with a refusal, since nothing is committed then.
 */
export function decide<Run>(policy: Policy<Run>, transition: Transition<Run>): Decision<Run> {
  const from = transition.current?.type ?? null;
  const meant = transition.proposed.type;
  let { proposed } = transition;
  const changes: Partial<Run> = {};
  for (const rule of policy) {
    if (!rule.from.has(from) || !rule.to.has(meant) || !rule.to.has(proposed.type)) continue;
    const verdict = rule.judge({ ...transition, run: { ...transition.run, ...changes }, proposed });
    if (verdict.kind !== "pass") return refusal(verdict);
    proposed = verdict.proposed ?? proposed;
    Object.assign(changes, verdict.changes);
  }
  return { status: "ACCEPT", state: proposed, reason: null, delaySeconds: null, changes };
}

function refusal<Run>(verdict: Exclude<Verdict<Run>, { kind: "pass" }>): Decision<Run> {
  switch (verdict.kind) {
    case "reject":
      return {
        status: "REJECT",
        state: verdict.state,
        reason: verdict.reason,
        delaySeconds: null,
        changes: verdict.changes ?? {},
      };
    case "wait":
      return { status: "WAIT", state: null, reason: verdict.reason, delaySeconds: verdict.delaySeconds, changes: {} };
    case "abort":
      return { status: "ABORT", state: null, reason: verdict.reason, delaySeconds: null, changes: {} };
  }
}
