import { deleteConcurrencyLimit } from "../../db/queries/delete-concurrency-limit.js";
import type { Plane } from "../../plane.js";
import { findTagLimit } from "./find-tag-limit.js";

export async function removeTagLimit(
  { sql, hub }: Plane,
  workspaceId: string,
  which: { id?: string; tag?: string },
): Promise<void> {
  const { id } = await findTagLimit(sql, workspaceId, which);
  await deleteConcurrencyLimit(sql, { workspaceId, id });
  // A deployment may have been given this very limit.
  hub.work.tell({ kind: "freed", poolId: null });
}
