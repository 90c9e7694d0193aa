import { formatMicros, type Event } from "kedge/contract";
import { announceDeploymentStatuses, type DeploymentScope } from "../db/queries/announce-deployment-statuses.js";
import type { DeploymentRow } from "../db/rows/deployment-row.js";
import { tell, type AnnounceParts } from "../work-pools/announce.js";
import { changesToTell, deploymentEvent, type DeploymentHappening } from "./deployment-events.js";
import type { SavedDeployment } from "./saved-deployment.js";

type Teller = Omit<AnnounceParts, "sql">;

/** Sends the event of what was done to deployments, after it was committed. */
export async function tellOf(
  parts: Teller,
  workspaceId: string,
  happening: DeploymentHappening,
  deployments: readonly DeploymentRow[],
): Promise<void> {
  const occurred = formatMicros(parts.clock.now());
  await tell(
    parts,
    workspaceId,
    deployments.map((deployment) => deploymentEvent(deployment, happening, occurred)),
  );
}

/** The same of one that was created or changed; a change of nothing is no news. */
export async function tellSaved(
  parts: Teller,
  workspaceId: string,
  { deployment, before }: SavedDeployment,
): Promise<void> {
  if (!before) return await tellOf(parts, workspaceId, "created", [deployment]);
  const payload = changesToTell(before, deployment);
  if (!payload) return;
  const occurred = formatMicros(parts.clock.now());
  await tell(parts, workspaceId, [deploymentEvent(deployment, "updated", occurred, payload)]);
}

/** Tells of every deployment in scope for whose runs somebody asks now, or nobody any more; answers how many those were. */
export async function announceReadiness(parts: AnnounceParts, scope: DeploymentScope): Promise<number> {
  const announced = await announceDeploymentStatuses(parts.sql, scope);
  const occurred = formatMicros(parts.clock.now());
  const byWorkspace = new Map<string, Event[]>();
  for (const deployment of announced) {
    const event = deploymentEvent(deployment, deployment.is_ready ? "ready" : "not-ready", occurred);
    byWorkspace.set(deployment.workspace_id, [...(byWorkspace.get(deployment.workspace_id) ?? []), event]);
  }
  for (const [workspaceId, events] of byWorkspace) await tell(parts, workspaceId, events);
  return announced.length;
}
