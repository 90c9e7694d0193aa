import fc from "fast-check";
import { formatMicros, microsOf, STATE_TYPES, uuidv7, type State } from "kedge/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.js";
import { NOW, inSeconds } from "../../test/transitions/flow-run-transition.js";
import { proposal, snapshot, state, stateType } from "../../test/transitions/flow-run-transition.arbitrary.js";
import { commitFlowRunStates } from "../db/queries/commit-flow-run-states.js";
import { DEFAULT_WORKSPACE_ID } from "../plane.js";
import { decide } from "./decide.js";
import { contextFreeFrom } from "./fast-path.js";
import { policyChanges, type FlowRunSnapshot } from "./flow-run-snapshot.js";
import { FLOW_RUN_POLICY } from "./policies.js";
import type { ProposedState } from "./transition.js";

interface Case {
  readonly run: FlowRunSnapshot;
  readonly current: State;
  readonly proposed: ProposedState;
}

const isFast = ({ current, proposed }: Case) => contextFreeFrom(proposed.type)?.includes(current.type) ?? false;

/** Whether the rules accept the proposal as it is and want nothing else done: all that a commit unread can do. */
function isSimplyAccepted({ run, current, proposed }: Case, now: number): boolean {
  const decision = decide(FLOW_RUN_POLICY, { run, current, proposed, now, newId: uuidv7 });
  return decision.status === "ACCEPT" && decision.state === proposed && policyChanges(decision.changes) === null;
}

describe("of a transition that is committed unread, the rules say the same whatever else is known of the run", () => {
  const pairs = STATE_TYPES.flatMap((to) => (contextFreeFrom(to) ?? []).map((from) => ({ from, to })));
  const times = [-3600, 0, 0.499, 0.5, 3600].map(inSeconds);
  const isRepeat = ({ current, proposed }: Case) =>
    proposed.details.transition_id !== undefined &&
    proposed.details.transition_id === current.state_details.transition_id;
  const isEarly = ({ current, proposed }: Case) =>
    proposed.type === "RUNNING" &&
    current.type !== "RUNNING" &&
    microsOf(current.state_details.scheduled_time ?? inSeconds(0)) >= NOW + 500_000;

  it.each(pairs)("$from to $to", ({ from, to }) => {
    const cases = fc.record({
      run: snapshot,
      current: state(fc.constant(from), times),
      proposed: proposal(fc.constant(to), times),
    });
    fc.assert(
      fc.property(cases, (drawn) => {
        expect(isSimplyAccepted(drawn, NOW)).toBe(!isRepeat(drawn) && !isEarly(drawn));
      }),
      { numRuns: 200 },
    );
  });
});

describe("on a database", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  /** Writes runs as they stand, without the way that led there. */
  async function place(cases: readonly Case[]): Promise<string[]> {
    const ids = cases.map(() => uuidv7());
    const rows = cases.map(({ run, current }, i) => ({
      workspace_id: DEFAULT_WORKSPACE_ID,
      id: ids[i],
      flow_id: ids[i],
      name: "placed",
      run_count: run.runCount,
      empirical_policy: { resuming: run.resuming, retry_type: run.retryType, retries: run.retries },
      state_id: current.id,
      state_type: current.type,
      state_name: current.name,
      state_timestamp: current.timestamp,
      state_data: current.data,
      state_details: current.state_details,
    }));
    await database.sql`
      insert into flow_run (workspace_id, id, flow_id, name, run_count, empirical_policy, state_id, state_type,
                            state_name, state_timestamp, state_data, state_details)
      select workspace_id, id, flow_id, name, run_count, empirical_policy, state_id, state_type, state_name,
             state_timestamp, state_data, state_details
      from jsonb_populate_recordset(null::flow_run, ${JSON.stringify(rows)}::jsonb)`;
    return ids;
  }

  async function commitUnread(cases: readonly Case[]): Promise<boolean[]> {
    const ids = await place(cases);
    const committed = await commitFlowRunStates(
      database.sql,
      cases.map(({ proposed }, i) => ({
        workspaceId: DEFAULT_WORKSPACE_ID,
        runId: ids[i]!,
        stateId: uuidv7(),
        ...proposed,
        policyChanges: null,
        isForced: false,
        expectedStateId: null,
        guard: {
          from: contextFreeFrom(proposed.type) ?? [],
          transitionId: proposed.details.transition_id ?? null,
        },
        fence: null,
      })),
    );
    return committed.map((run) => run?.outcome === "committed");
  }

  it("the guarded statement commits exactly what the rules would simply accept", async () => {
    const now = Date.now() * 1000;
    // What is ahead stays ahead for as long as this runs, however slow the machine or many the cases.
    const times = [-3600, -1, 0.25, 7200, 86_400].map((seconds) => formatMicros(now + seconds * 1e6));
    const cases = fc.record({
      run: snapshot,
      current: state(stateType, times),
      proposed: proposal(stateType, times),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(cases, { minLength: 60, maxLength: 100 }), async (drawn) => {
        const committed = await commitUnread(drawn);
        expect(committed).toEqual(drawn.map((one) => isFast(one) && isSimplyAccepted(one, now)));
      }),
      { numRuns: 12 },
    );
  });
});
