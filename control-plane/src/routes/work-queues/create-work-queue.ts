import { createWorkQueue as operation } from "kedge/contract";
import { created, route } from "../../http/route.js";
import { findPool } from "../work-pools/find-pool.js";
import { makeQueue } from "./make-queue.js";

export const createWorkQueue = route(operation, async ({ params, body, workspaceId, plane }) =>
  created(await makeQueue(plane, await findPool(plane, workspaceId, params.name), body)),
);
