import { readWorkQueueByName as operation } from "kedge/contract";
import { toWorkQueue } from "../../db/rows/work-queue-row.js";
import { ok, route } from "../../http/route.js";
import { findQueue } from "./find-queue.js";

export const readWorkQueueByName = route(operation, async ({ params, workspaceId, plane }) =>
  ok(toWorkQueue(await findQueue(plane, workspaceId, { poolName: params.name, name: params.queue }))),
);
