import { readWhyFlowRunWaits, type WhyReason, type WhyReply } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findFlowRun } from "../../find/flow-run.js";
import { durationText, instantText } from "../../output/duration.js";
import { oneLine } from "../../output/printable.js";
import type { Screen } from "../../output/screen.js";
import { openSession } from "../../session.js";

export const whyFlowRun = command("why", "Say why a flow run does not run: every reason, and who holds its slots.")
  .argument("<run>", "its id or name")
  .action(async (ref, options) => {
    const session = openSession(options);
    const run = await findFlowRun(session.client, ref);
    const reply = await session.client.call(readWhyFlowRunWaits, { params: { id: run.id } });
    session.print(reply, (screen) => whyText(screen, run.name, reply));
  });

function whyText(screen: Screen, name: string, { reasons, expected_start, state_name }: WhyReply): string {
  const { paint, now } = screen;
  const title = `${paint.bold(oneLine(name))} is ${state_name ?? "without a state"}.`;
  const when = expected_start === null ? [] : [`It is expected to start ${instantText(expected_start, now)}.`];
  return [title, ...reasons.map((reason) => reasonText(screen, reason)), ...when].join("\n");
}

function reasonText({ paint, now }: Screen, { message, blocks, holders }: WhyReason): string {
  const held = holders.map(({ name, flow_run_id, worker_name, since }) => {
    const worker = worker_name === null ? "" : ` on ${oneLine(worker_name)}`;
    const seconds = Math.max(0, now - Date.parse(since)) / 1000;
    return `    ${oneLine(name)} ${paint.dim(flow_run_id)}${worker}, for ${durationText(seconds)}`;
  });
  return [`${blocks ? paint.yellow("-") : paint.dim("-")} ${oneLine(message)}`, ...held].join("\n");
}
