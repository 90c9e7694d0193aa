import { ErrorCode } from "kedge/contract";
import { selectQueue } from "../../db/queries/list-work-queues.js";
import type { WorkQueueRow } from "../../db/rows/work-queue-row.js";
import { PlaneError } from "../../errors.js";
import type { Plane } from "../../plane.js";

/** The queue of a request. @throws PlaneError `NOT_FOUND` */
export async function findQueue(
  { sql }: Plane,
  workspaceId: string,
  which: { readonly id: string } | { readonly poolName: string; readonly name: string },
): Promise<WorkQueueRow> {
  const queue = await selectQueue(sql, { workspaceId, ...which });
  if (queue) return queue;
  if ("id" in which) throw missing(`Work queue with id ${which.id} not found.`, "work queue not found");
  const message = `Work pool queue '${which.poolName}/${which.name}' not found.`;
  throw missing(message, message);
}

function missing(message: string, detail: string): PlaneError {
  return new PlaneError(ErrorCode.NOT_FOUND, message, [], { detail });
}
