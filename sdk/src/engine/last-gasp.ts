import { spawnSync } from "node:child_process";
import type { WireRequest } from "../client/index.js";
import { nowTimestamp } from "../clock.js";
import { createLogs, recordTaskRuns, sendReports, setFlowRunState, StateType, uuidv7 } from "../contract/index.js";
import { Crashed, CrashedRun } from "../states/index.js";
import type { FlowRun } from "./flow/flow-run.js";

const PATIENCE_MILLIS = 5000;
const MAX_RECORDS = 5000;

/** Sends the requests it is given on its standard input, one after the other. */
const SENDER = `
  const requests = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
  (async () => { for (const { url, ...request } of requests) await fetch(url, request); })();
`;

/**
 * Reports a run from inside an exit handler, where the event loop has stopped: another process sends what is left to say,
 * and this one blocks until it has, for a few seconds at most. Keys travel through a pipe, not in arguments.
 */
export function lastGasp(run: FlowRun, message: string): void {
  for (const open of run.scope.open) {
    if (open.settledState === undefined) open.abandon(Crashed({ message, error: new CrashedRun(message) }));
  }
  run.logger.error(message);
  const requests = run.session.outbox === undefined ? unsavedReports(run, message) : savedReports(run, message);
  spawnSync(process.execPath, ["--eval", SENDER], { input: JSON.stringify(requests), timeout: PATIENCE_MILLIS });
}

/** The outbox has them on the disk by then: should nobody answer now, the next run on this machine delivers them. */
function savedReports({ id, session }: FlowRun, message: string): WireRequest[] {
  const text = session.outbox?.leave({
    kind: "flow_run_state",
    flow_run_id: id,
    timestamp: nowTimestamp(),
    state: crashed(message),
    force: true,
  });
  return text === undefined ? [] : [session.client.prepareWithText(sendReports, text)];
}

function crashed(message: string) {
  return { type: StateType.CRASHED, message, state_details: { transition_id: uuidv7() } };
}

function unsavedReports(run: FlowRun, message: string): WireRequest[] {
  const { client, recorder, logs } = run.session;
  const records = recorder.takeWaiting().slice(-MAX_RECORDS);
  const lines = logs.takeWaiting();
  return [
    ...(records.length > 0 ? [client.prepare(recordTaskRuns, { body: [...records] })] : []),
    ...(lines.length > 0 ? [client.prepare(createLogs, { body: [...lines] })] : []),
    client.prepare(setFlowRunState, {
      params: { id: run.id },
      body: { state: crashed(message), force: true },
    }),
  ];
}
