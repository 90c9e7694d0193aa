import { sql } from "drizzle-orm";
import type { WorkQueueUpdate } from "kedge/contract";
import type { Connection } from "../connect.js";
import { runComposed } from "../run-composed.js";
import { workQueue } from "../schema/work-queue.js";

/** What of a queue is written as it is given; its priority concerns others too. */
export type QueueFields = Pick<
  WorkQueueUpdate,
  "name" | "description" | "is_paused" | "concurrency_limit" | "last_polled"
>;

/** Writes the fields that are present. Null clears a description and a limit, and says nothing elsewhere. */
export async function updateWorkQueue(
  client: Connection,
  params: { readonly workspaceId: string; readonly id: string; readonly changes: QueueFields },
): Promise<void> {
  const { name, description, is_paused, concurrency_limit, last_polled } = params.changes;
  const assignments = [
    sql`updated = clock_timestamp()`,
    ...(name != null ? [sql`name = ${name}`] : []),
    ...(description !== undefined ? [sql`description = ${description}`] : []),
    ...(is_paused != null ? [sql`is_paused = ${is_paused}`] : []),
    ...(concurrency_limit !== undefined ? [sql`concurrency_limit = ${concurrency_limit}`] : []),
    ...(last_polled != null ? [sql`last_polled = ${last_polled}`] : []),
  ];
  await runComposed(
    client,
    sql`update ${workQueue} set ${sql.join(assignments, sql`, `)}
        where workspace_id = ${params.workspaceId} and id = ${params.id}`,
  );
}
