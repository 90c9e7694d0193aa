import type { TagLimit } from "kedge/contract";
import type { Sql } from "../../db/connect.js";
import { selectTagLimits } from "../../db/queries/select-tag-limits.js";
import { notFound } from "../../errors.js";

/** By its id or by its tag. */
export async function findTagLimit(
  sql: Sql,
  workspaceId: string,
  { id, tag }: { id?: string; tag?: string },
): Promise<TagLimit> {
  const wanted = { workspaceId, id: id ?? null, tag: tag ?? null, limit: 1, offset: 0 };
  const [found] = await selectTagLimits(sql, wanted);
  if (!found) throw notFound("Concurrency limit", tag ?? id ?? "");
  return found;
}
