import fc from "fast-check";
import { STATE_TYPES, StateName, type State, type StateDetails, type StateType } from "kedge/contract";
import type { FlowRunSnapshot } from "../../src/orchestration/flow-run-snapshot.js";
import type { ProposedState } from "../../src/orchestration/transition.js";
import { proposalOf, SNAPSHOT, stateOf, STORED_RESULT, UNPERSISTED_RESULT } from "./flow-run-transition.js";

/** Few of each, so that repeats and collisions are common. */
const TRANSITION_IDS = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"];
const NAMES = [StateName.LATE, StateName.RESUMING, StateName.SUBMITTING, StateName.AWAITING_RETRY, "Pending"];

export const stateType: fc.Arbitrary<StateType> = fc.constantFrom(...STATE_TYPES);

export const snapshot: fc.Arbitrary<FlowRunSnapshot> = fc.record({
  id: fc.constant(SNAPSHOT.id),
  hasDeployment: fc.boolean(),
  isSubflow: fc.boolean(),
  hasInfrastructure: fc.boolean(),
  runCount: fc.nat(3),
  retries: fc.option(fc.nat(2)),
  retryDelaySeconds: fc.nat(60),
  retryType: fc.constantFrom(null, "in_process", "reschedule"),
  resuming: fc.boolean(),
  pauseKeys: fc.subarray(["j", "k"]),
  dispatch: fc.option(
    fc.record({
      deploymentExists: fc.boolean(),
      crashRetries: fc.option(fc.nat(2)),
      crashes: fc.nat(2),
      isLimited: fc.boolean(),
      rooms: fc.constant(null),
      concurrencyOptions: fc.constant(null),
    }),
  ),
  claim: fc.constant(null),
});

/** `times`: what scheduled and pause times may be. */
function fields(times: readonly string[]) {
  const details: fc.Arbitrary<StateDetails> = fc.record(
    {
      transition_id: fc.constantFrom(...TRANSITION_IDS),
      scheduled_time: fc.constantFrom(...times),
      pause_timeout: fc.constantFrom(...times),
      pause_reschedule: fc.boolean(),
      pause_key: fc.constantFrom("j", "k"),
    },
    { requiredKeys: [] },
  );
  const data = fc.constantFrom(null, STORED_RESULT, UNPERSISTED_RESULT);
  return fc.record({ name: fc.constantFrom(...NAMES), data, details }, { requiredKeys: [] });
}

export function state(type: fc.Arbitrary<StateType>, times: readonly string[]): fc.Arbitrary<State> {
  return fc.tuple(type, fields(times)).map(([chosen, rest]) => stateOf(chosen, rest));
}

export function proposal(type: fc.Arbitrary<StateType>, times: readonly string[]): fc.Arbitrary<ProposedState> {
  return fc.tuple(type, fields(times)).map(([chosen, rest]) => proposalOf(chosen, rest));
}
