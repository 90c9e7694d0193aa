import type { ConcurrencyLimit } from "kedge/contract";
import type { Sql } from "../../db/connect.js";
import { selectConcurrencyLimit } from "../../db/queries/select-concurrency-limits.js";
import { notFound } from "../../errors.js";

export async function findLimit(sql: Sql, workspaceId: string, idOrName: string): Promise<ConcurrencyLimit> {
  const limit = await selectConcurrencyLimit(sql, { workspaceId, idOrName });
  if (!limit) throw notFound("Concurrency limit", idOrName);
  return limit;
}
