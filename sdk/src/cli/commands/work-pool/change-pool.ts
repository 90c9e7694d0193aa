import { updateWorkPool, type WorkPoolUpdate } from "../../../contract/index.js";
import { findWorkPool } from "../../find/work-pool.js";
import { openSession } from "../../session.js";

/** Changes a pool and says so; `done` is told the pool's name. */
export async function changePool(
  name: string,
  options: { json?: true },
  body: Partial<WorkPoolUpdate>,
  done: (pool: string) => string,
): Promise<void> {
  const session = openSession(options);
  const pool = await findWorkPool(session.client, name);
  await session.client.call(updateWorkPool, { params: { name: pool.name }, body });
  session.print({ ...pool, ...body }, () => done(pool.name));
}
