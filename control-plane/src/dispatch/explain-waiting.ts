import type { StateType, WhyReply } from "kedge/contract";
import type { Sql } from "../db/connect.js";
import { selectRoomsOfRun } from "../db/queries/select-rooms-of-run.js";
import { selectSlotHolders } from "../db/queries/select-slot-holders.js";
import { selectWaiting } from "../db/queries/select-waiting.js";
import { roomsOf } from "../db/rows/room.js";
import { why, type Holders } from "./why.js";

/** Why a run does not run, as of now; undefined when there is no such run. */
export async function explainWaiting(
  sql: Sql,
  key: { workspaceId: string; runId: string },
): Promise<WhyReply | undefined> {
  const [run, rooms] = await Promise.all([selectWaiting(sql, key), selectRoomsOfRun(sql, key).then(roomsOf)]);
  if (run === undefined) return undefined;
  const isFull = Object.values(rooms).some((room) => room !== null && room.free <= 0);
  const held = isFull
    ? await selectSlotHolders(sql, {
        workspaceId: key.workspaceId,
        limitId: run.concurrency_limit_id,
        workQueueId: run.work_queue_id,
        workPoolId: run.work_pool_id,
      })
    : [];
  const of = (wanted: keyof Holders) => held.flatMap(({ kind, ...holder }) => (kind === wanted ? [holder] : []));
  const reasons = why(run, rooms, {
    deployment: of("deployment"),
    workQueue: of("workQueue"),
    workPool: of("workPool"),
  });
  const blocking = reasons.filter(({ blocks }) => blocks);
  return {
    flow_run_id: run.id,
    state_type: run.state_type as StateType | null,
    state_name: run.state_name,
    reasons,
    // Known only when time alone stands in the way.
    expected_start: run.state_type === "SCHEDULED" && blocking.length === 1 ? blocking[0]!.until : null,
  };
}
