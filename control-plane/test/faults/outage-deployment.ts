import { fileURLToPath } from "node:url";
import type { Client } from "kedge/client";
import { createDeployment, createFlow } from "kedge/contract";

const FLOWS = fileURLToPath(new URL("outage-flows.ts", import.meta.url));
const PROGRAM = fileURLToPath(new URL("../../../sdk/src/engine/run-deployed.ts", import.meta.url));
/** From its sources: nothing has to be built before. */
const COMMAND = `${process.execPath} --import ${import.meta.resolve("tsx")} ${PROGRAM}`;

/** Deploys one of `outage-flows.ts` to a pool that exists; answers the deployment's id. */
export async function deployOutageFlow(
  client: Client,
  work_pool_name: string,
  name: "gated" | "retried",
  fields: { readonly on_disconnect?: "stop"; readonly on_crash_retries?: number } = {},
): Promise<string> {
  const { id: flow_id } = await client.call(createFlow, { body: { name } });
  const entrypoint = `${FLOWS}:${name}`;
  const body = { name: work_pool_name, flow_id, work_pool_name, entrypoint, job_variables: { command: COMMAND } };
  const { id } = await client.call(createDeployment, { body: { ...body, ...fields } });
  return id;
}
