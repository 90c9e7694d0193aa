import { type Client, PlaneError } from "../../client/index.js";
import { createWorkPool, readWorkPool, type WorkPool } from "../../contract/index.js";

/** The pool of this name, made of type process where there is none. */
export async function ensurePool(client: Client, name: string): Promise<WorkPool> {
  return client.call(readWorkPool, { params: { name } }).catch((error: unknown) => {
    if (!(error instanceof PlaneError && error.status === 404)) throw error;
    return client.call(createWorkPool, { body: { name, type: "process", base_job_template: {} } });
  });
}
