import type { Connection } from "../connect.js";

/**
 * Notes that somebody asked for the runs of these deployments; at most once in ten seconds, so that rows are not written at
 * the rate of those who ask. `updated` stays: nobody changed anything. Answers those
 * that were noted.
 */
export async function markDeploymentsPolled(
  sql: Connection,
  params: { workspaceId: string; ids: readonly string[] },
): Promise<{ told_ready: boolean }[]> {
  return sql<{ told_ready: boolean }[]>`
    update deployment set last_polled = clock_timestamp()
    where workspace_id = ${params.workspaceId} and id = any(${params.ids as string[]}::uuid[])
      and (last_polled is null or last_polled < clock_timestamp() - interval '10 seconds')
    returning told_ready`;
}
