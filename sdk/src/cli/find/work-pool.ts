import { type Client, PlaneError } from "../../client/index.js";
import { filterWorkPools, readWorkPool, type WorkPool } from "../../contract/index.js";
import { KedgeError } from "../../errors.js";
import { nearest } from "../../nearest.js";

/** A work pool by its name; the error lists the pools there are and how to create this one. */
export async function findWorkPool(client: Client, name: string): Promise<WorkPool> {
  return client.call(readWorkPool, { params: { name } }).catch(async (error: unknown) => {
    if (!(error instanceof PlaneError && error.status === 404)) throw error;
    const pools = (await client.call(filterWorkPools, { body: {} })).map((pool) => pool.name);
    const near = nearest(name, pools);
    const known = pools.length === 0 ? "There is none yet." : `There are: ${pools.join(", ")}.`;
    throw new KedgeError("WORK_POOL_NOT_FOUND", `There is no work pool "${name}".`, {
      hint: [
        near === undefined ? known : `Did you mean ${near}? ${known}`,
        `Create it: kedge work-pool create ${name} --type process`,
      ].join("\n"),
    });
  });
}
