import { randomUUID } from "node:crypto";
import type { AcknowledgedEnd } from "./acknowledged.js";
import { insist, type Answer, type Whereabouts } from "./patient-client.js";

/**
 * Takes one run through its life as a careful client does: every write is sent again until it is answered, under the same
 * key, so that what was carried out unanswered is not carried out twice. Answers the end that it was told of.
 */
export async function liveThrough(
  server: Whereabouts,
  { flowId, end, onStarted }: { flowId: string; end: string; onStarted?: () => void },
): Promise<AcknowledgedEnd> {
  const creation = { flow_id: flowId, idempotency_key: randomUUID() };
  const runId: string = (await insist(server, "POST", "/flow_runs/", creation)).body.id;
  await enter(server, runId, "RUNNING");
  onStarted?.();
  const { body } = await enter(server, runId, end);
  return { runId, stateId: body.state.id, type: body.state.type };
}

async function enter(server: Whereabouts, runId: string, type: string): Promise<Answer> {
  const state = { type, state_details: { transition_id: randomUUID() } };
  const answer = await insist(server, "POST", `/flow_runs/${runId}/set_state`, { state, force: false });
  // A repeat is rejected with what the first one did.
  const { status, state: entered } = answer.body;
  const isDone = status === "ACCEPT" || (status === "REJECT" && entered.type === type);
  if (!isDone) throw new Error(`${type} of run ${runId} was answered ${JSON.stringify(answer.body)}`);
  return answer;
}
