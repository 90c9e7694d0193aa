import { readTagLimitByTag as operation } from "kedge/contract";
import { ok, route } from "../../http/route.js";
import { findTagLimit } from "./find-tag-limit.js";

export const readTagLimitByTag = route(operation, async ({ params, workspaceId, plane }) =>
  ok(await findTagLimit(plane.sql, workspaceId, params)),
);
