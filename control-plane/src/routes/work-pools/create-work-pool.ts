import { createWorkPool as operation } from "kedge/contract";
import { created, route } from "../../http/route.js";
import { createAskedPool } from "../../work-pools/create-asked-pool.js";
import { poolReply } from "./pool-reply.js";

export const createWorkPool = route(operation, async ({ body, workspaceId, plane, prefectVersion }) =>
  created(poolReply(await createAskedPool(plane, workspaceId, body), prefectVersion)),
);
