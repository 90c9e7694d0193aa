import { readWorkPool as operation } from "kedge/contract";
import { ok, route } from "../../http/route.js";
import { findPool } from "./find-pool.js";
import { poolReply } from "./pool-reply.js";

export const readWorkPool = route(operation, async ({ params, workspaceId, plane, prefectVersion }) =>
  ok(poolReply(await findPool(plane, workspaceId, params.name), prefectVersion)),
);
