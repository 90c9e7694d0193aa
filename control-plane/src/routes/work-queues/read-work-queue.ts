import { readWorkQueue as operation } from "kedge/contract";
import { toWorkQueue } from "../../db/rows/work-queue-row.js";
import { ok, route } from "../../http/route.js";
import { findQueue } from "./find-queue.js";

/**
 * The stock client resolves what a deployed run's events are about before it sends them. Where this queue cannot be read it drops the events,
 * and with them every task run.
 */
export const readWorkQueue = route(operation, async ({ params, workspaceId, plane }) =>
  ok(toWorkQueue(await findQueue(plane, workspaceId, { id: params.id }))),
);
