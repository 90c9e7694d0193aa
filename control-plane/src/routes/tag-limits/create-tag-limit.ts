import { createTagLimit as operation, uuidv7 } from "kedge/contract";
import { upsertTagLimit } from "../../db/queries/upsert-tag-limit.js";
import { created, ok, route } from "../../http/route.js";
import { findTagLimit } from "./find-tag-limit.js";

export const createTagLimit = route(operation, async ({ body: { tag, concurrency_limit }, workspaceId, plane }) => {
  const { isNew } = await upsertTagLimit(plane.sql, { workspaceId, id: uuidv7(), tag, slots: concurrency_limit });
  const limit = await findTagLimit(plane.sql, workspaceId, { tag });
  return isNew ? created(limit) : ok(limit);
});
