import { templateOf } from "@kedge/work-pools/templates";
import { createWorkPool as operation } from "kedge/contract";
import { created, route } from "../../http/route.js";
import { createPool } from "../../work-pools/create-pool.js";
import { refuseInvalidTemplate } from "../../work-pools/refuse-invalid-template.js";
import { poolReply } from "./pool-reply.js";
import { refuseReservedName } from "./reserved-names.js";

export const createWorkPool = route(operation, async ({ body, workspaceId, plane, prefectVersion }) => {
  refuseReservedName(body.name);
  refuseInvalidTemplate(body.base_job_template);
  const isEmpty = Object.keys(body.base_job_template).length === 0;
  const base_job_template = isEmpty ? (templateOf(body.type) ?? {}) : body.base_job_template;
  return created(poolReply(await createPool(plane, workspaceId, { ...body, base_job_template }), prefectVersion));
});
