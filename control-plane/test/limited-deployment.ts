import { randomUUID } from "node:crypto";
import type { TestPlane } from "./plane.js";

let deployments = 0;

/** Sets the deployment's own limit. */
export async function limitDeployment(plane: TestPlane, deploymentId: string, slots: number): Promise<string> {
  const id = randomUUID();
  await plane.plane.sql`
    with made as (
      insert into concurrency_limit (workspace_id, id, name, slot_limit)
      select workspace_id, ${id}, 'deployment:' || id, ${slots} from deployment where id = ${deploymentId}
    )
    update deployment set concurrency_limit_id = ${id} where id = ${deploymentId}`;
  return id;
}

/** A deployment in a pool of its own; `limit` bounds its runs, `pool` holds fields of the pool. */
export async function newDeployment(
  plane: TestPlane,
  fields: { limit?: number; pool?: object; deployment?: object } = {},
) {
  const name = `limited-${deployments++}`;
  const flow = (await plane.request("POST", "/flows/", { name })).body;
  await plane.request("POST", "/work_pools/", { name, type: "process", ...fields.pool });
  const { body: deployment } = await plane.request("POST", "/deployments/", {
    name,
    flow_id: flow.id,
    work_pool_name: name,
    ...fields.deployment,
  });
  if (fields.limit !== undefined) await limitDeployment(plane, deployment.id, fields.limit);
  return {
    name,
    id: deployment.id as string,
    async newRun(body: object = {}): Promise<string> {
      return (await plane.request("POST", `/deployments/${deployment.id}/create_flow_run`, body)).body.id;
    },
    async claim(slots: number, sessionId: string = randomUUID()) {
      const body = { session_id: sessionId, worker_name: "w", slots };
      return (await plane.request("POST", `/work_pools/${name}/claim`, body)).body.runs;
    },
  };
}
