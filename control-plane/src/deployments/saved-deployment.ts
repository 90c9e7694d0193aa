import type { DeploymentRow } from "../db/rows/deployment-row.js";

export interface SavedDeployment {
  readonly deployment: DeploymentRow;
  /** As it was; undefined: it is new. */
  readonly before: DeploymentRow | undefined;
}
