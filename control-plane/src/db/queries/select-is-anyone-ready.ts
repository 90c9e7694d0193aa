import type { Connection } from "../connect.js";

/** Whether people have been told of any pool, queue or deployment that somebody works for it. */
export async function selectIsAnyoneReady(sql: Connection): Promise<boolean> {
  const [row] = await sql<[{ is_ready: boolean }]>`
    select exists (select from work_pool where announced_status = 'READY')
        or exists (select from work_queue where announced_status = 'READY')
        or exists (select from deployment where told_ready) as is_ready`;
  return row.is_ready;
}
