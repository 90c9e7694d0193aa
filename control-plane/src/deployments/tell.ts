import { formatMicros } from "kedge/contract";
import type { DeploymentRow } from "../db/rows/deployment-row.js";
import type { Plane } from "../plane.js";
import { changesToTell, deploymentEvent, type DeploymentHappening } from "./deployment-events.js";
import type { SavedDeployment } from "./saved-deployment.js";

type Teller = Pick<Plane, "events" | "clock" | "log">;

/** Sends the event of what was done to deployments, after it was committed. */
export async function tell(
  plane: Teller,
  workspaceId: string,
  happening: DeploymentHappening,
  deployments: readonly DeploymentRow[],
): Promise<void> {
  const occurred = formatMicros(plane.clock.now());
  await send(
    plane,
    workspaceId,
    deployments.map((deployment) => deploymentEvent(deployment, happening, occurred)),
  );
}

/** The same of one that was created or changed; a change of nothing is no news. */
export async function tellSaved(
  plane: Teller,
  workspaceId: string,
  { deployment, before }: SavedDeployment,
): Promise<void> {
  if (!before) return await tell(plane, workspaceId, "created", [deployment]);
  const payload = changesToTell(before, deployment);
  if (!payload) return;
  const occurred = formatMicros(plane.clock.now());
  await send(plane, workspaceId, [deploymentEvent(deployment, "updated", occurred, payload)]);
}

async function send(plane: Teller, workspaceId: string, events: ReturnType<typeof deploymentEvent>[]): Promise<void> {
  try {
    await plane.events.write(workspaceId, events);
  } catch (error) {
    // What they tell is done and stays done: who asked for it must not be told that it failed.
    plane.log.warn(`could not store events of deployments: ${String(error)}`, {
      events: events.map(({ event }) => event).join(),
    });
  }
}
