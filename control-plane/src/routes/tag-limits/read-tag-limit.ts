import { readTagLimit as operation } from "kedge/contract";
import { ok, route } from "../../http/route.js";
import { findTagLimit } from "./find-tag-limit.js";

export const readTagLimit = route(operation, async ({ params, workspaceId, plane }) =>
  ok(await findTagLimit(plane.sql, workspaceId, params)),
);
