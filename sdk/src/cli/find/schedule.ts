import type { Client } from "../../client/index.js";
import { type DeploymentSchedule, listDeploymentSchedules } from "../../contract/index.js";
import { findDeployment, type NamedDeployment } from "./deployment.js";
import { notFound } from "./not-found.js";

export interface FoundSchedule extends NamedDeployment {
  readonly schedule: DeploymentSchedule;
}

/** A schedule of a deployment by its slug or id. */
export async function findSchedule(client: Client, deploymentRef: string, ref: string): Promise<FoundSchedule> {
  const found = await findDeployment(client, deploymentRef);
  const schedules = await client.call(listDeploymentSchedules, { params: { id: found.deployment.id } });
  const schedule = schedules.find(({ id, slug }) => slug === ref || id === ref);
  if (schedule) return { ...found, schedule };
  const known = schedules.map(({ id, slug }) => slug ?? id);
  throw notFound("schedule", ref, known, `kedge deployment schedule ls ${found.fullName}`);
}
