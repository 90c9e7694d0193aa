import fc from "fast-check";
import { formatMicros, STATE_TYPES, StateName, type StateDetails, type StateType } from "kedge/contract";
import type { ProposedState } from "../../src/orchestration/transition.js";
import { proposalOf, STORED_RESULT, UNPERSISTED_RESULT } from "../transitions/flow-run-transition.js";

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
  /** Not null: what follows naturally on the run's state is proposed instead, this one of the choices counted round. */
  readonly onward: number | null;
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
const inSeconds = (seconds: number) => formatMicros((Date.now() + seconds * 1000) * 1000);

const suspended = proposalOf("PAUSED", { name: "Suspended", details: { pause_reschedule: true } });
const resumed = proposalOf("SCHEDULED", { name: "Resuming" });
const again = [proposalOf("SCHEDULED"), proposalOf("RUNNING"), proposalOf("SCHEDULED")];

/** Proposals at random rarely lead anywhere; these take a run through a life such as real ones have. */
export const ONWARD: Record<StateType, readonly ProposedState[]> = {
  SCHEDULED: [proposalOf("SCHEDULED", { name: StateName.LATE }), proposalOf("RUNNING")],
  PENDING: [proposalOf("RUNNING")],
  RUNNING: [proposalOf("FAILED"), suspended, proposalOf("PAUSED"), proposalOf("COMPLETED"), proposalOf("SCHEDULED")],
  PAUSED: [resumed, proposalOf("RUNNING")],
  CANCELLING: [proposalOf("CANCELLED")],
  COMPLETED: again,
  FAILED: again,
  CRASHED: again,
  CANCELLED: again,
};

const NAMES = [StateName.LATE, StateName.RESUMING, StateName.SUBMITTING, StateName.AWAITING_RETRY];
const TRANSITION_IDS = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"];

function detailsOf(type: StateType): fc.Arbitrary<StateDetails> {
  const seldom = <T>(value: T) => fc.option(fc.constant(value), { freq: 6, nil: undefined });
  const time = fc.constantFrom(undefined, -3600, 3600, -3600);
  return fc
    .record({
      transition_id: fc.constantFrom(...TRANSITION_IDS).chain(seldom),
      time,
      isSuspend: fc.boolean(),
      key: fc.constantFrom(undefined, "j", "k", "l"),
    })
    .map(({ transition_id, time: seconds, isSuspend, key }) => ({
      ...(transition_id !== undefined && { transition_id }),
      ...(type === "SCHEDULED" && seconds !== undefined && { scheduled_time: inSeconds(seconds) }),
      ...(type === "PAUSED" && {
        pause_reschedule: isSuspend,
        ...(seconds !== undefined && { pause_timeout: inSeconds(-seconds) }),
        ...(key !== undefined && { pause_key: key }),
      }),
    }));
}

function proposedState(types: fc.Arbitrary<StateType>): fc.Arbitrary<ProposedState> {
  const name = fc.option(fc.constantFrom(...NAMES), { freq: 4, nil: undefined });
  const data = fc.constantFrom(null, null, STORED_RESULT, UNPERSISTED_RESULT);
  return types.chain((type) =>
    fc
      .record({ name, data, details: detailsOf(type) })
      .map(({ name: own, ...rest }) => proposalOf(type, { ...rest, ...(own !== undefined && { name: own }) })),
  );
}

export function operations(): fc.Arbitrary<Operation[]> {
  const create = fc.record({
    kind: fc.constant("create" as const),
    isDeployed: fc.constantFrom(true, true, true, false),
    retries: fc.constantFrom(null, 1, 5),
    retryDelaySeconds: fc.constantFrom(0, 0, 3600),
    state: fc.option(proposedState(fc.constantFrom("SCHEDULED", "SCHEDULED", "PENDING", "RUNNING", "PAUSED"))),
  });
  const one: fc.Arbitrary<Proposal> = fc.record({
    run: fc.nat(11),
    proposed: proposedState(fc.constantFrom(...STATE_TYPES)),
    onward: fc.option(fc.nat(59), { freq: 3 }),
    force: fc.constantFrom(false, false, false, false, false, true),
    fence: fc.constantFrom("none", "none", "none", "own", "own", "stale"),
  });
  const propose = fc.record({
    kind: fc.constant("propose" as const),
    proposals: fc.array(one, { minLength: 1, maxLength: 6 }),
  });
  const claim = fc.record({ kind: fc.constant("claim" as const), slots: fc.integer({ min: 1, max: 4 }) });
  const lapse = fc.record({ kind: fc.constant("lapse" as const) });
  const later = fc.oneof(
    { weight: 1, arbitrary: create },
    { weight: 12, arbitrary: propose },
    { weight: 6, arbitrary: claim },
    { weight: 1, arbitrary: lapse },
  );
  return fc
    .tuple(fc.array(create, { minLength: 2, maxLength: 3 }), fc.array(later, { minLength: 30, maxLength: 60 }))
    .map(([first, rest]) => [...first, ...rest]);
}
