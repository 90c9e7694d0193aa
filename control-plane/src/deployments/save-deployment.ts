import { ErrorCode, uuidv7, type DeploymentCreate, type DeploymentUpdate } from "kedge/contract";
import type { Clock } from "../clock.js";
import type { Connection } from "../db/connect.js";
import { insertDeployment } from "../db/queries/insert-deployment.js";
import { lockDeployment } from "../db/queries/lock-deployment.js";
import { lockFlow } from "../db/queries/lock-flow.js";
import { selectDeployment } from "../db/queries/select-deployment.js";
import { conflict, PlaneError } from "../errors.js";
import { replanDeployment } from "../scheduling/replan-deployment.js";
import { replaceSchedules } from "../scheduling/write-schedules.js";
import type { Refusal } from "./refuse-unfit.js";
import type { SavedDeployment } from "./saved-deployment.js";
import { writeFields } from "./write-fields.js";

const CREATE_REFUSED: Refusal = {
  failing: "Error creating deployment",
  unfitVariables: (message) => new PlaneError(ErrorCode.INVALID_VALUES, message),
};

/** What a new deployment has where nobody says otherwise: no code to fetch, and any parameters are taken. */
const DEFAULTS = { labels: {}, pull_steps: [], parameter_openapi_schema: { type: "object", properties: {} } };

/**
 * Creates a deployment, or changes the one of the same flow and name by what the request says. The flow's row is locked
 * meanwhile, so that of two requests for one new deployment the second finds what the first has made. Wake the scheduler
 * once it is committed.
 */
export async function saveDeployment(
  transaction: Connection,
  workspaceId: string,
  { flow_id: flowId, name, schedules, ...request }: DeploymentCreate,
  clock: Clock,
): Promise<SavedDeployment> {
  const flow = await lockFlow(transaction, { workspaceId, id: flowId });
  if (!flow) throw conflict(`Flow ${flowId} does not exist; create it first (POST /flows/).`);
  const known = await lockDeployment(transaction, { workspaceId, flowId, name });
  const before = known && (await selectDeployment(transaction, { workspaceId, id: known.id }));
  const id = known?.id ?? uuidv7();
  if (!known) await insertDeployment(transaction, { workspaceId, id, flowId, name });
  const fields: Omit<DeploymentUpdate, "schedules"> = known ? request : { ...DEFAULTS, ...request };
  const labels = fields.labels && { ...flow.labels, "prefect.flow.id": flowId, ...fields.labels };
  await writeFields(transaction, { workspaceId, deploymentId: id }, { ...fields, labels }, CREATE_REFUSED);
  // Prefect deletes the schedules of a deployment that is deployed again without a word of them.
  if (schedules) await replaceSchedules(transaction, { workspaceId, deploymentId: id, schedules, clock });
  else await replanDeployment(transaction, { workspaceId, deploymentId: id });
  const deployment = await selectDeployment(transaction, { workspaceId, id });
  return { deployment: deployment!, before };
}
