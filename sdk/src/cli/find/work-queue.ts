import { type Client, PlaneError } from "../../client/index.js";
import { filterWorkQueues, readWorkQueueByName, type WorkQueue } from "../../contract/index.js";
import { notFound } from "./not-found.js";
import { findWorkPool } from "./work-pool.js";

/** A queue by the names of its pool and itself; the error tells which of the two there is not, and what there is. */
export async function findWorkQueue(client: Client, pool: string, queue: string): Promise<WorkQueue> {
  return client.call(readWorkQueueByName, { params: { name: pool, queue } }).catch(async (error: unknown) => {
    if (!(error instanceof PlaneError && error.status === 404)) throw error;
    await findWorkPool(client, pool);
    const known = await client.call(filterWorkQueues, { params: { name: pool }, body: {} });
    const names = known.map(({ name }) => name);
    throw notFound("work queue", queue, names, `kedge work-queue ls --pool ${pool}`, ` in pool ${pool}`);
  });
}
