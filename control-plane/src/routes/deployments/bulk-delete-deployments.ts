import { bulkDeleteDeployments as operation } from "kedge/contract";
import { listDeployments } from "../../db/queries/list-deployments.js";
import { removeDeployments } from "../../deployments/remove-deployments.js";
import { tellOf } from "../../deployments/tell.js";
import { ok, route } from "../../http/route.js";

export const bulkDeleteDeployments = route(operation, async ({ body, workspaceId, plane }) => {
  const filters = { deployments: body.deployments };
  const found = await listDeployments(plane.sql, {
    workspaceId,
    filters,
    sort: "NAME_ASC",
    limit: body.limit,
    offset: 0,
  });
  const deleted = await removeDeployments(plane.sql, { workspaceId, ids: found.map(({ id }) => id) });
  await tellOf(
    plane,
    workspaceId,
    "deleted",
    found.filter(({ id }) => deleted.includes(id)),
  );
  return ok({ deleted });
});
