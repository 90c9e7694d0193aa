import { templateOf, validateTemplate } from "@kedge/work-pools/templates";
import { createWorkPool as operation, ErrorCode, uuidv7 } from "kedge/contract";
import { insertWorkPool } from "../../db/queries/insert-work-pool.js";
import { selectWorkPool } from "../../db/queries/select-work-pools.js";
import { toWorkPool } from "../../db/rows/work-pool-row.js";
import { PlaneError, conflict } from "../../errors.js";
import { created, route } from "../../http/route.js";
import { refuseInvalidTemplate } from "./refuse-invalid-template.js";

const RESERVED = /^prefect/i;

export const createWorkPool = route(operation, async ({ body, workspaceId, plane }) => {
  if (RESERVED.test(body.name)) {
    throw new PlaneError(
      ErrorCode.FORBIDDEN,
      `Work pool names that begin with "prefect" are reserved; choose another.`,
    );
  }
  refuseInvalidTemplate(validateTemplate(body.base_job_template));
  const isEmpty = Object.keys(body.base_job_template).length === 0;
  const base_job_template = isEmpty ? (templateOf(body.type) ?? {}) : body.base_job_template;
  const isNew = await insertWorkPool(plane.sql, {
    ...body,
    base_job_template,
    workspaceId,
    id: uuidv7(),
    queueId: uuidv7(),
  });
  if (!isNew) throw conflict(`A work pool named ${body.name} already exists.`);
  const pool = await selectWorkPool(plane.sql, workspaceId, body.name);
  if (!pool) throw conflict(`Work pool ${body.name} was deleted while it was being created.`);
  return created(toWorkPool(pool));
});
