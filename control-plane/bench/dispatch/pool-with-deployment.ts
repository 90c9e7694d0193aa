import { fileURLToPath } from "node:url";
import type { Call } from "../http.js";

/** Where the flows are that say when they began. */
const FLOWS = fileURLToPath(new URL("./flows/", import.meta.url));

export interface PoolOptions {
  readonly pool: string;
  readonly type: string;
  readonly entrypoint: string;
  /** What the flow writes its instant to. */
  readonly file: string;
}

/** The least that a worker of a type of its own can do with; for a known type its worker brings one. */
const TEMPLATE = {
  job_configuration: { name: "{{ name }}" },
  variables: { type: "object", properties: { name: { type: "string" } } },
};

/** A pool with one deployment in it, by the API that both servers have. Returns what creates a run of it. */
export async function poolWithDeployment(call: Call, options: PoolOptions): Promise<() => Promise<string>> {
  const { pool, type, entrypoint, file } = options;
  await call("POST", "/work_pools/", { name: pool, type, ...(type !== "process" && { base_job_template: TEMPLATE }) });
  const flow = await call<{ id: string }>("POST", "/flows/", { name: "report" });
  const deployment = await call<{ id: string }>("POST", "/deployments/", {
    name: pool,
    flow_id: flow.id,
    work_pool_name: pool,
    entrypoint,
    pull_steps: [{ "prefect.deployments.steps.set_working_directory": { directory: FLOWS } }],
    parameters: { file },
    enforce_parameter_schema: false,
  });
  return async () => (await call<{ id: string }>("POST", `/deployments/${deployment.id}/create_flow_run`, {})).id;
}
