import { templateOf, WORK_POOL_TYPES } from "@kedge/work-pools/templates";
import { readWorkerMetadata as operation, type WorkerMetadata } from "kedge/contract";
import { notFound } from "../../errors.js";
import { ok, route } from "../../http/route.js";

/** Prefect's clients look for the kinds that come with Prefect itself under its name. */
const METADATA: WorkerMetadata = {
  prefect: Object.fromEntries(
    WORK_POOL_TYPES.map((type) => [
      type,
      {
        type,
        display_name: `${type.charAt(0).toUpperCase()}${type.slice(1)}`,
        description: `Starts each run as a ${type} job.`,
        default_base_job_configuration: templateOf(type)!,
        install_command: "npm install @kedge/worker",
        documentation_url: "",
        logo_url: "",
        is_beta: false,
      },
    ]),
  ),
};

export const readWorkerMetadata = route(operation, async ({ params }) => {
  if (params.view !== "aggregate-worker-metadata") throw notFound("View", params.view);
  return ok(METADATA);
});
