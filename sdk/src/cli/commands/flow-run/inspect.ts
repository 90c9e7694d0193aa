import {
  type FlowRun,
  listFlowRunStates,
  readDeployment,
  readFlow,
  type State,
  type StateDetails,
  UNCERTAIN_LABEL,
} from "../../../contract/index.js";
import { PlaneError } from "../../../client/index.js";
import { command } from "../../command.js";
import { findFlowRun } from "../../find/flow-run.js";
import { durationText, instantText } from "../../output/duration.js";
import { oneLine } from "../../output/printable.js";
import { compactJson, record } from "../../output/record.js";
import type { Screen } from "../../output/screen.js";
import { stateHistory } from "../../output/state-history.js";
import { stateLine } from "../../output/state-label.js";
import { openSession } from "../../session.js";

export const inspectFlowRun = command("inspect", "Show one flow run with its states.")
  .argument("<run>", "its id or name")
  .action(async (ref, options) => {
    const session = openSession(options);
    const { client } = session;
    const run = await findFlowRun(client, ref);
    const [states, flow, deployment] = await Promise.all([
      client.call(listFlowRunStates, { query: { flow_run_id: run.id } }),
      client.call(readFlow, { params: { id: run.flow_id } }),
      run.deployment_id === null
        ? null
        : client.call(readDeployment, { params: { id: run.deployment_id } }).catch(gone),
    ]);
    session.print({ ...run, states }, (screen) =>
      flowRunText(screen, run, states, flow.name, deployment?.name ?? null),
    );
  });

/** Who wanted it, and when. */
function cancelText(details: StateDetails | undefined, when: (instant: string) => string | null): string | null {
  if (details?.cancelled_by == null) return null;
  const at = details.cancel_requested == null ? "" : `, ${when(details.cancel_requested)}`;
  return `by ${oneLine(details.cancelled_by)}${at}`;
}

/** Reports of it are lost: what is shown may not be all that there was. */
function uncertainText({ labels }: FlowRun, { paint }: Screen): string | null {
  const reason = labels?.[UNCERTAIN_LABEL];
  return reason === undefined ? null : paint.red(oneLine(String(reason)));
}

/** Runs outlive their deployment. */
function gone(error: unknown): null {
  if (error instanceof PlaneError && error.status === 404) return null;
  throw error;
}

function flowRunText(
  screen: Screen,
  run: FlowRun,
  states: readonly State[],
  flow: string,
  deployment: string | null,
): string {
  const when = (instant: string | null) => instantText(instant, screen.now);
  const fields = record(screen, [
    ["id", run.id],
    ["name", oneLine(run.name)],
    ["state", run.state && stateLine(run.state, screen.paint)],
    ["flow", oneLine(flow)],
    ["deployment", deployment && oneLine(`${flow}/${deployment}`)],
    ["work pool", run.work_pool_name && oneLine(`${run.work_pool_name} (queue ${run.work_queue_name ?? "-"})`)],
    ["parameters", compactJson(run.parameters)],
    ["tags", run.tags.length === 0 ? null : oneLine(run.tags.join(", "))],
    ["uncertain", uncertainText(run, screen)],
    ["created", when(run.created)],
    ["due", run.start_time === null ? when(run.next_scheduled_start_time ?? run.expected_start_time) : null],
    ["started", when(run.start_time)],
    ["ended", when(run.end_time)],
    ["cancelled", cancelText(run.state?.state_details, when)],
    ["run time", run.start_time === null ? null : durationText(run.total_run_time || run.estimated_run_time)],
    ["attempts", run.attempt === 0 ? null : String(run.attempt)],
    ["runs", run.run_count === 0 ? null : String(run.run_count)],
  ]);
  return fields + stateHistory(screen, states);
}
