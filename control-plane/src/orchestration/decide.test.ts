import { StateCreate, type State } from "kedge/contract";
import { describe, expect, it } from "vitest";
import { readRecording } from "../../conformance/read-recording.js";
import { flowRunProposals } from "../../conformance/transitions/flow-run-proposals.js";
import { flowRunStarts, type FlowRunStart } from "../../conformance/transitions/flow-run-starts.js";
import type { StateBody } from "../../conformance/transitions/state-body.js";
import { recordedOutcome } from "../../conformance/transitions/table.js";
import { proposalOf, SNAPSHOT, stateOf, transition } from "../../test/transitions/flow-run-transition.js";
import { decide } from "./decide.js";
import { flowRunSnapshot } from "./flow-run-snapshot.js";
import { FLOW_RUN_POLICY, FORCED_FLOW_RUN_POLICY } from "./policies.js";
import { abort, PASS, reject, type Rule, type Verdict } from "./rule.js";
import { ANY, ANY_OR_NONE, states } from "./state-sets.js";
import { proposedState, type Transition } from "./transition.js";

describe("the rules are asked in order", () => {
  type Run = typeof SNAPSHOT;
  const scheduled = transition(stateOf("SCHEDULED"), proposalOf("PENDING"));
  const rule = (judge: (transition: Transition<Run>) => Verdict<Run>, fields: Partial<Rule<Run>> = {}): Rule<Run> => ({
    name: "a-rule",
    from: ANY_OR_NONE,
    to: ANY,
    judge,
    ...fields,
  });

  it("without any rule a proposal is accepted as it is", () => {
    expect(decide([], scheduled)).toEqual({
      status: "ACCEPT",
      state: scheduled.proposed,
      reason: null,
      delaySeconds: null,
      changes: {},
    });
  });

  it("the first rule that does not pass decides, and those behind it are not asked", () => {
    const unasked = rule(() => expect.unreachable());
    expect(decide([rule(() => PASS), rule(() => abort("no")), unasked], scheduled)).toMatchObject({
      status: "ABORT",
      reason: "no",
    });
  });

  it("a rule is asked for its own transitions only", () => {
    const unasked = () => expect.unreachable();
    const others = [rule(unasked, { from: states("RUNNING") }), rule(unasked, { to: states("RUNNING") })];
    expect(decide(others, scheduled).status).toBe("ACCEPT");
  });

  it("a rule sees what the ones before it made of the proposal and of the run", () => {
    const amended = proposalOf("PENDING", { name: "Amended" });
    const amends = rule(() => ({ kind: "pass", proposed: amended, changes: { runCount: 7 } }));
    const sees = rule(({ run, proposed }) => reject(`${proposed.name} ${run.runCount}`));
    expect(decide([amends, sees], scheduled).reason).toBe("Amended 7");
    expect(decide([amends], scheduled)).toMatchObject({ state: amended, changes: { runCount: 7 } });
  });

  it("a proposal that became another type is none of the business of the rules for its first type", () => {
    const replaces = rule(() => ({ kind: "pass", proposed: proposalOf("CANCELLED") }));
    const unasked = rule(() => expect.unreachable(), { to: states("PENDING") });
    const meantForAnother = rule(() => expect.unreachable(), { to: states("CANCELLED") });
    expect(decide([replaces, unasked, meantForAnother], scheduled).state?.type).toBe("CANCELLED");
  });

  it("a refusal drops what was amended before it", () => {
    const amends = rule(() => ({ kind: "pass", changes: { runCount: 7 } }));
    expect(decide([amends, rule(() => reject("no"))], scheduled).changes).toEqual({});
    const waits = rule(() => ({ kind: "wait", delaySeconds: 3, reason: "not yet" }));
    expect(decide([amends, waits], scheduled)).toEqual({
      status: "WAIT",
      state: null,
      reason: "not yet",
      delaySeconds: 3,
      changes: {},
    });
  });

  it("a replaced state comes with the changes of the rule that replaced it", () => {
    const replaces = rule(() => ({ ...reject("no", proposalOf("FAILED")), changes: { resuming: true } }));
    expect(decide([replaces], scheduled)).toMatchObject({ state: { type: "FAILED" }, changes: { resuming: true } });
  });
});

describe("every transition is decided as Prefect 3.8.8 was recorded to decide it", () => {
  const recorded = readRecording("flow-run-transitions.json");
  const now = Date.now() * 1000;
  const kinds = {
    "without a deployment": { deployed: false, policy: FLOW_RUN_POLICY },
    "with a deployment": { deployed: true, policy: FLOW_RUN_POLICY },
    "with a deployment, forced": { deployed: true, policy: FORCED_FLOW_RUN_POLICY },
  };
  const proposed = (body: StateBody) => proposedState(StateCreate.parse(body));
  const entered = (body: StateBody): State => {
    const { type, name, message, data, details } = proposed(body);
    return stateOf(type, { name, data, details, ...(message !== null && { message }) });
  };

  function decideFrom(start: FlowRunStart, body: StateBody, kind: keyof typeof kinds) {
    const current = entered(start.next ?? start.state ?? { type: "PENDING" });
    const run = flowRunSnapshot({
      id: SNAPSHOT.id,
      deployment_id: kinds[kind].deployed ? SNAPSHOT.id : null,
      parent_task_run_id: start.subflow ? SNAPSHOT.id : null,
      infrastructure_pid: start.infrastructure_pid ?? null,
      run_count: start.state?.type === "RUNNING" ? 1 : 0,
      empirical_policy: start.empirical_policy ?? {},
      dispatch_facts: null,
    });
    const decision = decide(kinds[kind].policy, {
      run,
      current,
      proposed: proposed(body),
      now,
      newId: () => SNAPSHOT.id,
    });
    const { type, name } = decision.state ?? current;
    return { status: decision.status, type, name, fresh: decision.state !== null };
  }

  const rows = Object.keys(kinds).flatMap((kind) =>
    Object.entries(flowRunStarts()).map(([name, start]) => ({ kind: kind as keyof typeof kinds, name, start })),
  );
  it.each(rows)("$kind: from $name", ({ kind, name, start }) => {
    const decided: Record<string, unknown> = {};
    const expected: Record<string, unknown> = {};
    for (const [proposal, body] of Object.entries(flowRunProposals())) {
      const outcome = recordedOutcome(recorded, [kind, name, proposal])!;
      const state = outcome.state as { type: string; name: string };
      expected[proposal] = { status: outcome.status, type: state.type, name: state.name, fresh: outcome.fresh };
      decided[proposal] = decideFrom(start, body, kind);
    }
    expect(decided).toEqual(expected);
  });
});
