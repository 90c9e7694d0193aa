import { setFlowRunState, type TransitionResult } from "../../../contract/index.js";
import { KedgeError } from "../../../errors.js";
import { command } from "../../command.js";
import { findFlowRun } from "../../find/flow-run.js";
import { stateLine } from "../../output/state-label.js";
import { openSession } from "../../session.js";

export const cancelFlowRun = command(
  "cancel",
  "Cancel a flow run: its worker stops it; what has not started never will.",
)
  .argument("<run>", "its id or name")
  .action(async (ref, options) => {
    const session = openSession(options);
    const run = await findFlowRun(session.client, ref);
    const result = await session.client.call(setFlowRunState, {
      params: { id: run.id },
      body: { state: { type: "CANCELLING", message: "Cancelled from the command line." } },
    });
    if (result.state === null) throw refused(run.name, run.state_type, result);
    const { state } = result;
    session.print({ id: run.id, name: run.name, state }, ({ paint }) => `${run.name} is ${stateLine(state, paint)}`);
  });

function refused(name: string, type: string | null, result: TransitionResult): KedgeError {
  const reason = "reason" in result.details ? result.details.reason : undefined;
  return new KedgeError("NOT_CANCELLED", `${name} is ${type ?? "without a state"} and cannot be cancelled.`, {
    hint: reason ?? undefined,
  });
}
