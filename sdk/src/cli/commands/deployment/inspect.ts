import { command } from "../../command.js";
import { findDeployment } from "../../find/deployment.js";
import { instantText } from "../../output/duration.js";
import { oneLine } from "../../output/printable.js";
import { compactJson, record } from "../../output/record.js";
import { openSession } from "../../session.js";

export const inspectDeployment = command("inspect", "Show one deployment.")
  .argument("<deployment>", "flow/name or id")
  .action(async (ref, options) => {
    const session = openSession(options);
    const { deployment, fullName } = await findDeployment(session.client, ref);
    const optional = (value: string | null) => (value === null ? null : oneLine(value));
    session.print(deployment, (screen) =>
      record(screen, [
        ["id", deployment.id],
        ["name", oneLine(fullName)],
        ["description", optional(deployment.description)],
        ["version", optional(deployment.version)],
        ["paused", deployment.paused ? screen.paint.yellow("yes") : null],
        ["work pool", optional(deployment.work_pool_name)],
        ["work queue", optional(deployment.work_queue_name)],
        ["entrypoint", optional(deployment.entrypoint)],
        ["path", optional(deployment.path)],
        ["pull steps", compactJson(deployment.pull_steps)],
        ["parameters", compactJson(deployment.parameters)],
        ["schema", compactJson(deployment.parameter_openapi_schema)],
        ["job variables", compactJson(deployment.job_variables)],
        ["tags", deployment.tags.length === 0 ? null : oneLine(deployment.tags.join(", "))],
        ["created", instantText(deployment.created, screen.now)],
        ["updated", instantText(deployment.updated, screen.now)],
      ]),
    );
  });
