import { ErrorCode } from "kedge/contract";
import { markQueuesPolled } from "../db/queries/mark-queues-polled.js";
import { PlaneError } from "../errors.js";
import { announceReadiness } from "../deployments/tell.js";
import { announceStatuses, type AnnounceParts } from "./announce.js";

export interface Poll {
  readonly workspaceId: string;
  readonly poolId: string;
  readonly poolName: string;
  /** Null: all of the pool. */
  readonly queueNames: readonly string[] | null;
}

/**
 * A stock worker asks for runs: its queues are polled, and people are told of those that nobody polled before.
 *
 * @throws PlaneError `NOT_FOUND` for a queue that there is not
 */
export async function recordPoll(parts: AnnounceParts, poll: Poll): Promise<void> {
  const { workspaceId, poolId, poolName, queueNames } = poll;
  const queues = await markQueuesPolled(parts.sql, poll);
  const known = new Set(queues.map((queue) => queue.name));
  const unknown = queueNames?.find((name) => !known.has(name));
  if (unknown !== undefined) {
    const message = `Work pool queue '${poolName}/${unknown}' not found.`;
    throw new PlaneError(ErrorCode.NOT_FOUND, message, [], { detail: message });
  }
  if (queues.every((queue) => queue.is_announced)) return;
  await announceStatuses(parts, { workspaceId, poolId });
  await announceReadiness(parts, { workspaceId, poolId });
}
