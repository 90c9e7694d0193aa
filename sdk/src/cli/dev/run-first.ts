import { createFlowRunFromDeployment } from "../../contract/index.js";
import type { Deployed } from "../../deploy/deploy-flow.js";
import { KedgeError } from "../../errors.js";
import type { Session } from "../session.js";
import { watchRun } from "../watch/watch-run.js";

/** Runs the first of the deployments and shows it to its end. Throws unless it is COMPLETED. */
export async function runFirst(session: Session, [first]: readonly Deployed[], signal: AbortSignal): Promise<void> {
  if (first === undefined) {
    throw new KedgeError("NOTHING_TO_RUN", "There is no flow to run.", {
      hint: "Name one: kedge dev flows/etl.ts:nightly --run",
    });
  }
  const run = await session.client.call(createFlowRunFromDeployment, { params: { id: first.deployment.id }, body: {} });
  session.emit({ flow_run: run }, `\nRunning ${first.fullName} as ${run.name} (${run.id})`);
  await watchRun(session, run, signal);
}
