import { createConcurrencyLimit as operation, uuidv7 } from "kedge/contract";
import { insertConcurrencyLimit } from "../../db/queries/insert-concurrency-limit.js";
import { conflict } from "../../errors.js";
import { created, route } from "../../http/route.js";

export const createConcurrencyLimit = route(operation, async ({ body, workspaceId, plane }) => {
  const limit = await insertConcurrencyLimit(plane.sql, { ...body, workspaceId, id: uuidv7() });
  if (!limit) throw conflict(`A concurrency limit named ${body.name} exists already.`);
  return created(limit);
});
