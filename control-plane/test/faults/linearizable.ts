import { microsOf, type State, type TransitionResult } from "kedge/contract";
import { decide } from "../../src/orchestration/decide.js";
import type { FlowRunSnapshot } from "../../src/orchestration/flow-run-snapshot.js";
import { FLOW_RUN_POLICY } from "../../src/orchestration/policies.js";
import type { ProposedState } from "../../src/orchestration/transition.js";

/** One proposal for a run as its client saw it: when it was sent and answered (one clock for all), and the answer. */
export interface Observed {
  readonly proposed: ProposedState;
  readonly sentAt: number;
  readonly answeredAt: number;
  /** 201: the answered state was made by this proposal. */
  readonly isNew: boolean;
  readonly result: TransitionResult;
}

/**
 * Whether the answers of concurrent clients fit one order of their proposals, one after the other; answers in words what
 * does not. The run's history is that order, so nothing has to be searched for: an accepted proposal stands where its
 * state does, a refused one just behind the state that it was answered with. It must hold that
 * - every state but the first is some client's, and one client's only;
 * - who was answered before another asked stands before it;
 * - at its place, the rules give the answer that was given.
 *
 * @param history oldest first
 * @param run what the rules know of the run besides its states, before a proposal
 */
export function contradictions(
  history: readonly State[],
  observed: readonly Observed[],
  run: (before: readonly State[]) => FlowRunSnapshot,
): string[] {
  const places = observed.map((one) => ({ ...one, at: history.findIndex(({ id }) => id === one.result.state?.id) }));
  return [
    ...places.filter(({ at }) => at < 0).map((one) => `${told(one)} names a state that is not in the history`),
    ...unexplainedStates(history, places),
    ...wrongOrders(places),
    ...places.flatMap((one) => wrongAnswer(history, one, run)),
  ];
}

type Placed = Observed & { readonly at: number };

function unexplainedStates(history: readonly State[], places: readonly Placed[]): string[] {
  return history.slice(1).flatMap((state, i) => {
    const makers = places.filter(({ isNew, at }) => isNew && at === i + 1);
    return makers.length === 1 ? [] : [`${state.type} (state ${i + 1}) was made by ${makers.length} proposals`];
  });
}

function wrongOrders(places: readonly Placed[]): string[] {
  const rank = ({ isNew, at }: Placed) => (isNew ? at : at + 0.5);
  const isWrong = (a: Placed, b: Placed) =>
    a.answeredAt < b.sentAt && (rank(a) > rank(b) || (rank(a) === rank(b) && a.isNew && b.isNew));
  return places.flatMap((a) =>
    places
      .filter((b) => isWrong(a, b))
      .map((b) => `${told(a)} was answered before ${told(b)} was sent, but comes after it`),
  );
}

function wrongAnswer(
  history: readonly State[],
  one: Placed,
  run: (before: readonly State[]) => FlowRunSnapshot,
): string[] {
  if (one.at < 0) return [];
  const before = history.slice(0, one.isNew ? one.at : one.at + 1);
  const decided = decide(FLOW_RUN_POLICY, {
    run: run(before),
    current: before.at(-1) ?? null,
    proposed: one.proposed,
    now: microsOf(history[one.at]!.timestamp),
    newId: () => "",
  });
  const expected = `${decided.status} ${(decided.state ?? before.at(-1)!).type}`;
  const given = `${one.result.status} ${one.result.state!.type}`;
  const isExpected = expected === given && (decided.state !== null) === one.isNew;
  return isExpected ? [] : [`${told(one)} should have been answered ${expected}`];
}

function told({ proposed, isNew, result }: Observed): string {
  return `${proposed.type}, answered ${result.status} ${result.state?.type} (${isNew ? "new" : "as it stood"}),`;
}
