import { countFlowRuns, filterDeployments } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findFlow } from "../../find/flow.js";
import { instantText } from "../../output/duration.js";
import { oneLine } from "../../output/printable.js";
import { record } from "../../output/record.js";
import { openSession } from "../../session.js";

export const inspectFlow = command("inspect", "Show one flow with its deployments.")
  .argument("<flow>", "its name or id")
  .action(async (ref, options) => {
    const session = openSession(options);
    const { client } = session;
    const flow = await findFlow(client, ref);
    const only = { flows: { id: { any_: [flow.id] } } };
    const [deployments, runs] = await Promise.all([
      client.call(filterDeployments, { body: only }),
      client.call(countFlowRuns, { body: only }),
    ]);
    const names = deployments.map((deployment) => oneLine(`${flow.name}/${deployment.name}`));
    session.print({ ...flow, deployments, flow_run_count: runs }, (screen) =>
      record(screen, [
        ["id", flow.id],
        ["name", oneLine(flow.name)],
        ["tags", flow.tags.length === 0 ? null : oneLine(flow.tags.join(", "))],
        ["created", instantText(flow.created, screen.now)],
        ["runs", String(runs)],
        ["deployments", names.length === 0 ? "none" : names.join(", ")],
      ]),
    );
  });
