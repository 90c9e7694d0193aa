import fc from "fast-check";
import { formatMicros } from "kedge/contract";
import type { ProposedState } from "../../src/orchestration/transition.js";
import { proposal, stateType } from "../transitions/flow-run-transition.arbitrary.js";

export interface Creation {
  readonly kind: "create";
  readonly isDeployed: boolean;
  readonly retries: number | null;
  readonly retryDelaySeconds: number;
  readonly state: ProposedState | null;
}

export interface Proposal {
  /** Which of the runs, counted round. */
  readonly run: number;
  readonly proposed: ProposedState;
  readonly force: boolean;
  readonly fence: "none" | "own" | "stale";
}

export type Operation =
  | Creation
  /** By as many clients at once, each about another run. */
  | { readonly kind: "propose"; readonly proposals: readonly Proposal[] }
  | { readonly kind: "claim"; readonly slots: number }
  /** All workers fall silent, and the reaper comes by. */
  | { readonly kind: "lapse" };

/** Far from now, so that a slow machine makes no difference. */
function times(): string[] {
  return [-3600, 3600].map((seconds) => formatMicros((Date.now() + seconds * 1000) * 1000));
}

export function operations(): fc.Arbitrary<Operation[]> {
  const create = fc.record({
    kind: fc.constant("create" as const),
    isDeployed: fc.boolean(),
    retries: fc.constantFrom(null, 0, 1, 2),
    retryDelaySeconds: fc.constantFrom(0, 3600),
    state: fc.option(proposal(fc.constantFrom("SCHEDULED", "SCHEDULED", "PENDING", "RUNNING", "PAUSED"), times())),
  });
  const one: fc.Arbitrary<Proposal> = fc.record({
    run: fc.nat(9),
    proposed: proposal(stateType, times()),
    force: fc.constantFrom(false, false, false, true),
    fence: fc.constantFrom("none", "none", "own", "stale"),
  });
  const propose = fc.record({
    kind: fc.constant("propose" as const),
    proposals: fc.array(one, { minLength: 1, maxLength: 6 }),
  });
  const claim = fc.record({ kind: fc.constant("claim" as const), slots: fc.integer({ min: 1, max: 4 }) });
  const lapse = fc.record({ kind: fc.constant("lapse" as const) });
  const later = fc.oneof(
    { weight: 2, arbitrary: create },
    { weight: 8, arbitrary: propose },
    { weight: 3, arbitrary: claim },
    { weight: 1, arbitrary: lapse },
  );
  return fc
    .tuple(fc.array(create, { minLength: 2, maxLength: 4 }), fc.array(later, { maxLength: 30 }))
    .map(([first, rest]) => [...first, ...rest]);
}
