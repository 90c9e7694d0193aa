import type { Sql } from "./connect.js";
import {
  commitFlowRunStates,
  type CommittedFlowRun,
  type FlowRunStateCommit,
} from "./queries/commit-flow-run-states.js";
import { lockSlotsOfRun } from "./queries/lock-slots-of-run.js";
import { selectFlowRunSnapshots, type FlowRunSnapshotRow } from "./queries/select-flow-run-snapshots.js";
import { selectRoomsOfRun } from "./queries/select-rooms-of-run.js";
import { roomsOf, type Rooms } from "./rows/room.js";

/**
 * Commits what `decide` makes of a run and of what is free of its limits, while nobody else can take a slot of them: two
 * who count the same free slot at the same moment would both take it. A run leaves its pool only when that is deleted, so that
 * the pool may have been read before the lock.
 *
 * @returns the run as it then stands; undefined when there is none
 */
export async function commitWithinLimits(
  sql: Sql,
  key: { workspaceId: string; runId: string; poolId: string | null },
  decide: (run: FlowRunSnapshotRow, rooms: Rooms) => FlowRunStateCommit | null,
): Promise<FlowRunSnapshotRow | CommittedFlowRun | undefined> {
  return sql.begin(async (transaction) => {
    await lockSlotsOfRun(transaction, key);
    const [run] = await selectFlowRunSnapshots(transaction, { keys: [key] });
    if (run === undefined) return undefined;
    const rooms = roomsOf(await selectRoomsOfRun(transaction, key));
    const commit = decide(run, rooms);
    return commit === null ? run : (await commitFlowRunStates(transaction, [commit]))[0];
  });
}
