import { type JsonObject, resumeFlowRun, TransitionStatus } from "../contract/index.js";
import { currentSession } from "../engine/current-session.js";
import { KedgeError } from "../errors.js";

/**
 * Lets a paused or suspended flow run go on, with the input that it asks for. Throws NOT_RESUMED with the reason: it is not
 * paused, its time is over, or the input does not fit.
 */
export async function resume(flowRunId: string, input?: JsonObject): Promise<void> {
  const { client } = currentSession();
  const body = { run_input: input ?? null };
  const { status, details } = await client.call(resumeFlowRun, { params: { id: flowRunId }, body });
  if (status === TransitionStatus.ACCEPT) return;
  const reason = "reason" in details ? details.reason : undefined;
  throw new KedgeError("NOT_RESUMED", `Flow run ${flowRunId} was not resumed: ${reason ?? "no reason given"}`);
}
