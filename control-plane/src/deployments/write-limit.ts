import { ErrorCode, uuidv7, type DeploymentUpdate } from "kedge/contract";
import type { Connection } from "../db/connect.js";
import { setDeploymentLimit, type DeploymentLimit } from "../db/queries/set-deployment-limit.js";
import { PlaneError } from "../errors.js";
import type { OfDeployment } from "../scheduling/replan-deployment.js";

type Asked = Pick<DeploymentUpdate, "concurrency_limit" | "global_concurrency_limit_id">;

/** Gives a deployment the limit that a request asks for; nothing when it says nothing of one. */
export async function writeLimit(
  transaction: Connection,
  { workspaceId, deploymentId }: OfDeployment,
  asked: Asked,
): Promise<void> {
  const limit = limitAskedFor(asked);
  if (!limit || (await setDeploymentLimit(transaction, { workspaceId, deploymentId, limit }))) return;
  throw new PlaneError(
    ErrorCode.NOT_FOUND,
    `There is no concurrency limit ${asked.global_concurrency_limit_id} (global_concurrency_limit_id).`,
    [],
    { detail: "Concurrency limit not found" },
  );
}

/**
 * A number makes a limit of the deployment's own, an id shares another, null ends either. Prefect would change or delete
 * the shared limit itself, under whoever else shares it.
 */
function limitAskedFor({ concurrency_limit: slots, global_concurrency_limit_id: id }: Asked): DeploymentLimit | null {
  if (id != null) return { kind: "shared", id };
  if (slots != null) return { kind: "own", slots, newId: uuidv7() };
  return slots === null || id === null ? { kind: "none" } : null;
}
