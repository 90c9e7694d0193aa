import { validateTemplate } from "@kedge/work-pools/templates";
import { updateWorkPool as operation } from "kedge/contract";
import { updateWorkPool as update } from "../../db/queries/update-work-pool.js";
import { notFound } from "../../errors.js";
import { noContent, route } from "../../http/route.js";
import { refuseInvalidTemplate } from "./refuse-invalid-template.js";

export const updateWorkPool = route(operation, async ({ params, body, workspaceId, plane }) => {
  if (body.base_job_template) refuseInvalidTemplate(validateTemplate(body.base_job_template));
  const isKnown = await update(plane.db, { workspaceId, name: params.name, changes: body });
  if (!isKnown) throw notFound("Work pool", params.name);
  return noContent;
});
