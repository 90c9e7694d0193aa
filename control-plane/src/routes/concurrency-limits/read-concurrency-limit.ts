import { readConcurrencyLimit as operation } from "kedge/contract";
import { ok, route } from "../../http/route.js";
import { findLimit } from "./find-limit.js";

export const readConcurrencyLimit = route(operation, async ({ params, workspaceId, plane }) =>
  ok(await findLimit(plane.sql, workspaceId, params.id_or_name)),
);
