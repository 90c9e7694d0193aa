import { CommanderError } from "@commander-js/extra-typings";
import { setFlowRunState, type TransitionResult } from "../../../contract/index.js";
import { KedgeError } from "../../../errors.js";
import { command } from "../../command.js";
import { ExitCode } from "../../explain-error.js";
import { findFlowRun } from "../../find/flow-run.js";
import { collect } from "../../options/collect.js";
import { stateLine } from "../../output/state-label.js";
import { openSession, type Session } from "../../session.js";
import { cancelMany } from "./cancel-many.js";
import { cancelRequest } from "./cancel-request.js";

export const cancelFlowRun = command(
  "cancel",
  "Cancel flow runs: their workers stop them; what has not started never will.",
)
  .argument("[run]", "its id or name")
  .option("--all", "every run that has not ended")
  .option("--state <state>", "runs in this state, by type or name; repeatable", collect)
  .option("--flow <name>", "runs of this flow; repeatable", collect)
  .option("--deployment <ref>", "runs of this deployment (flow/name or id)")
  .option("-y, --yes", "do not ask before cancelling many")
  .action(async (ref, options) => {
    const session = openSession(options);
    const isMany = options.all === true || [options.state, options.flow, options.deployment].some(Boolean);
    if (isMany === (ref !== undefined)) {
      const message = "Name one run, or say which ones with --all, --state, --flow or --deployment.";
      throw new CommanderError(ExitCode.USAGE, "kedge.whichRuns", message);
    }
    if (ref === undefined) await cancelMany(session, options);
    else await cancelOne(session, ref);
  });

async function cancelOne(session: Session, ref: string): Promise<void> {
  const run = await findFlowRun(session.client, ref);
  const body = { state: cancelRequest() };
  const result = await session.client.call(setFlowRunState, { params: { id: run.id }, body });
  if (result.state === null || result.status === "ABORT") throw refused(run.name, run.state_type, result);
  const { state } = result;
  session.print({ id: run.id, name: run.name, state }, ({ paint }) => `${run.name} is ${stateLine(state, paint)}`);
}

function refused(name: string, type: string | null, result: TransitionResult): KedgeError {
  const reason = "reason" in result.details ? result.details.reason : undefined;
  return new KedgeError("NOT_CANCELLED", `${name} is ${type ?? "without a state"} and cannot be cancelled.`, {
    hint: reason ?? undefined,
  });
}
