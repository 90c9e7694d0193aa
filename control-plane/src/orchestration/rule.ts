import type { StateType } from "kedge/contract";
import type { ProposedState, Transition } from "./transition.js";

/** null stands for a run that has no state yet. */
export type FromState = StateType | null;

/** What a rule makes of a transition. `changes` are laid over the run's own fields when the transition is committed. */
export type Verdict<Run> =
  | { readonly kind: "pass"; readonly proposed?: ProposedState; readonly changes?: Partial<Run> }
  /** Another state is committed instead; null keeps the current one. */
  | {
      readonly kind: "reject";
      readonly state: ProposedState | null;
      readonly reason: string;
      readonly changes?: Partial<Run>;
    }
  | { readonly kind: "wait"; readonly delaySeconds: number; readonly reason: string }
  | { readonly kind: "abort"; readonly reason: string };

/**
 * A rule is pure: it sees the run as it stands and the proposal, and says what shall happen. It is asked only when the
 * transition, as it was meant and as earlier rules have left it, goes from one of `from` to one of `to`.
 */
export interface Rule<Run> {
  readonly name: string;
  readonly from: ReadonlySet<FromState>;
  readonly to: ReadonlySet<StateType>;
  judge(transition: Transition<Run>): Verdict<Run>;
}

/** Ordered: the first rule that does not pass decides. */
export type Policy<Run> = readonly Rule<Run>[];

export const PASS = { kind: "pass" } as const;

export function reject(reason: string, state: ProposedState | null = null) {
  return { kind: "reject", state, reason } as const;
}

export function abort(reason: string) {
  return { kind: "abort", reason } as const;
}
