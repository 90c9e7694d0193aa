import { templateOf } from "@kedge/work-pools/templates";
import type { WorkPoolCreate } from "kedge/contract";
import type { WorkPoolRow } from "../db/rows/work-pool-row.js";
import type { AnnounceParts } from "./announce.js";
import { createPool } from "./create-pool.js";
import { refuseInvalidTemplate } from "./refuse-invalid-template.js";
import { refuseReservedName } from "./reserved-names.js";

/**
 * Creates a pool that somebody asked for by name; one without a template is given that of its type.
 *
 * @throws PlaneError `FORBIDDEN` for a reserved name, `INVALID_REQUEST` for a bad template, `CONFLICT` when the name is taken
 */
export async function createAskedPool(
  parts: AnnounceParts,
  workspaceId: string,
  asked: WorkPoolCreate,
): Promise<WorkPoolRow> {
  refuseReservedName(asked.name);
  refuseInvalidTemplate(asked.base_job_template);
  const isEmpty = Object.keys(asked.base_job_template).length === 0;
  const base_job_template = isEmpty ? (templateOf(asked.type) ?? {}) : asked.base_job_template;
  return createPool(parts, workspaceId, { ...asked, base_job_template });
}
