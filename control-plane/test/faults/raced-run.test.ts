import type { State } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { proposedState } from "../../src/orchestration/transition.js";
import { startTestServer, type TestServer } from "../server.js";
import { SNAPSHOT } from "../transitions/flow-run-transition.js";
import { contradictions, type Observed } from "./linearizable.js";
import { ask } from "./patient-client.js";

const ROUNDS = 25;

/** What the clients want of one run, all at once: run it, end it, cancel it, retry it, pause it. */
const WISHES = [
  ["RUNNING", "COMPLETED"],
  ["CANCELLING", "CANCELLED"],
  ["CRASHED", "PENDING"],
  ["FAILED", "RUNNING", "FAILED"],
  ["SCHEDULED", "PENDING", "RUNNING"],
  ["PAUSED", "RUNNING"],
  ["RUNNING", "CANCELLING"],
  ["COMPLETED", "SCHEDULED"],
];

let server: TestServer;
let flowId: string;
let deploymentId: string;

beforeAll(async () => {
  server = await startTestServer();
  flowId = (await ask(server.apiUrl, "POST", "/flows/", { name: "raced" }))!.body.id;
  deploymentId = (await ask(server.apiUrl, "POST", "/deployments/", { name: "d", flow_id: flowId }))!.body.id;
});
afterAll(() => server.stop());

async function propose(runId: string, type: string): Promise<Observed> {
  const sentAt = performance.now();
  const answer = await ask(server.apiUrl, "POST", `/flow_runs/${runId}/set_state`, { state: { type } });
  const answeredAt = performance.now();
  expect(answer?.status).toBeLessThan(300);
  const proposed = proposedState({ type, state_details: {} } as Parameters<typeof proposedState>[0]);
  return { proposed, sentAt, answeredAt, isNew: answer!.status === 201, result: answer!.body };
}

/** What the rules know of a run of this test, told by its states; pauses have no key and no time, so none is ever passed. */
function runAfter(states: readonly State[]) {
  const runCount = states.filter(({ type }) => type === "RUNNING").length;
  return { ...SNAPSHOT, runCount, retries: 1 };
}

it(
  "clients that race for a run are answered as if they had come one after the other",
  { timeout: 60_000 },
  async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < ROUNDS; round++) {
      const policy = { empirical_policy: { retries: 1, retry_delay: 0 } };
      const creation = { flow_id: flowId, deployment_id: deploymentId, ...policy };
      const runId: string = (await ask(server.apiUrl, "POST", "/flow_runs/", creation))!.body.id;
      const observed = (
        await Promise.all(
          WISHES.map(async (types) => {
            const answers: Observed[] = [];
            for (const type of types) answers.push(await propose(runId, type));
            return answers;
          }),
        )
      ).flat();
      const reply = await fetch(`${server.apiUrl}/flow_run_states/?flow_run_id=${runId}`);
      const history = ((await reply.json()) as State[]).toSorted((a, b) => (a.timestamp < b.timestamp ? -1 : 1));
      expect(contradictions(history, observed, runAfter)).toEqual([]);
      outcomes.add(history.map(({ type }) => type).join());
    }
    // A race that always ends alike is none.
    expect(outcomes.size).toBeGreaterThan(3);
  },
);
