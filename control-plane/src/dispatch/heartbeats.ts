import type { Event } from "kedge/contract";
import type { Sql } from "../db/connect.js";
import { renewByHeartbeats, type Heartbeat } from "../db/queries/renew-by-heartbeats.js";

const EVENT = "prefect.flow-run.heartbeat";
const RESOURCE = /^prefect\.flow-run\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Keeps the leases of the runs whose processes say among these events that they are alive. */
export async function noteHeartbeats(sql: Sql, workspaceId: string, events: readonly Event[]): Promise<void> {
  const heartbeats = events.flatMap(({ event, occurred, resource }): Heartbeat[] => {
    const runId = event === EVENT ? RESOURCE.exec(resource["prefect.resource.id"] ?? "")?.[1] : undefined;
    return runId === undefined ? [] : [{ workspaceId, runId, occurred }];
  });
  if (heartbeats.length > 0) await renewByHeartbeats(sql, heartbeats);
}
