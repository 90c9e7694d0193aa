import { ErrorCode } from "kedge/contract";
import { selectWorkPool } from "../../db/queries/select-work-pool.js";
import type { WorkPoolRow } from "../../db/rows/work-pool-row.js";
import { PlaneError } from "../../errors.js";
import type { Plane } from "../../plane.js";

/** The pool of a request. @throws PlaneError `NOT_FOUND` */
export async function findPool({ sql }: Plane, workspaceId: string, name: string): Promise<WorkPoolRow> {
  const pool = await selectWorkPool(sql, workspaceId, name);
  if (!pool) throw poolNotFound(name);
  return pool;
}

export function poolNotFound(name: string): PlaneError {
  const message = `Work pool "${name}" not found.`;
  return new PlaneError(ErrorCode.NOT_FOUND, message, [], { detail: message });
}
