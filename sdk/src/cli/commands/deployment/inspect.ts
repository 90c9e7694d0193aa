import type { Deployment } from "../../../contract/index.js";
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
        ["status", deployment.status],
        ["last asked for", instantText(deployment.last_polled, screen.now)],
        ["paused", deployment.paused ? screen.paint.yellow("yes, its schedules make no runs") : null],
        ["schedules", deployment.schedules.length === 0 ? null : String(deployment.schedules.length)],
        ["work pool", optional(deployment.work_pool_name)],
        ["work queue", optional(deployment.work_queue_name)],
        ["entrypoint", optional(deployment.entrypoint)],
        ["path", optional(deployment.path)],
        ["pull steps", compactJson(deployment.pull_steps)],
        ["parameters", compactJson(deployment.parameters)],
        ["schema", compactJson(deployment.parameter_openapi_schema)],
        ["enforced", deployment.enforce_parameter_schema ? null : "no, parameters are taken as they come"],
        ["job variables", compactJson(deployment.job_variables)],
        ["concurrency", limitText(deployment)],
        ["on crash", restartText(deployment.on_crash_retries)],
        ["on disconnect", deployment.on_disconnect],
        ["tags", deployment.tags.length === 0 ? null : oneLine(deployment.tags.join(", "))],
        ["labels", compactJson(deployment.labels)],
        ["created", instantText(deployment.created, screen.now)],
        ["updated", instantText(deployment.updated, screen.now)],
      ]),
    );
  });

/** `1 of 3 (deployment:…), further runs are cancelled` */
function limitText({ global_concurrency_limit: limit, concurrency_options: options }: Deployment): string | null {
  if (limit === null) return null;
  const collision = options?.collision_strategy === "CANCEL_NEW" ? "are cancelled" : "wait";
  return oneLine(`${limit.active_slots} of ${limit.limit} (${limit.name}), further runs ${collision}`);
}

function restartText(retries: number | null): string | null {
  return retries === null ? null : `its run is started anew, up to ${retries} ${retries === 1 ? "time" : "times"}`;
}
