import { WorkPoolCreate } from "kedge/contract";
import { selectWorkPool } from "../db/queries/select-work-pool.js";
import type { WorkPoolRow } from "../db/rows/work-pool-row.js";
import { PlaneError } from "../errors.js";
import type { AnnounceParts } from "./announce.js";
import { createPool } from "./create-pool.js";

/** Where queues live that are named without a pool, as agents did before there were pools. */
export const AGENT_POOL = "default-agent-pool";

/** The pool of agents, which is made when it is asked for first. */
export async function ensureAgentPool(
  parts: AnnounceParts,
  workspaceId: string,
): Promise<{ readonly pool: WorkPoolRow; readonly isNew: boolean }> {
  const known = await selectWorkPool(parts.sql, workspaceId, AGENT_POOL);
  if (known) return { pool: known, isNew: false };
  try {
    const wanted = WorkPoolCreate.parse({ name: AGENT_POOL, type: "prefect-agent" });
    return { pool: await createPool(parts, workspaceId, wanted), isNew: true };
  } catch (error) {
    // Somebody else has made it in between.
    const made = error instanceof PlaneError ? await selectWorkPool(parts.sql, workspaceId, AGENT_POOL) : undefined;
    if (!made) throw error;
    return { pool: made, isNew: false };
  }
}
