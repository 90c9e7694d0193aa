import { commitWithinLimits } from "../db/commit-within-limits.js";
import type { Connection, Sql } from "../db/connect.js";
import {
  commitFlowRunStates,
  type CommittedFlowRun,
  type FlowRunStateCommit,
} from "../db/queries/commit-flow-run-states.js";
import { insertLateReport, type LateReportParams } from "../db/queries/insert-late-report.js";
import { selectFlowRunSnapshots, type FlowRunSnapshotRow } from "../db/queries/select-flow-run-snapshots.js";
import type { Rooms } from "../db/rows/room.js";
import { invalidRequest } from "../errors.js";

/** The statements that a transition is made of. The simulation answers them from memory, on a clock of its own. */
export interface FlowRunStore {
  commit(items: readonly FlowRunStateCommit[]): Promise<(CommittedFlowRun | undefined)[]>;
  readSnapshots(
    keys: readonly { workspaceId: string; runId: string }[],
  ): Promise<readonly (FlowRunSnapshotRow | undefined)[]>;
  /**
   * Shows the run and what is free of its limits, and commits what is made of them, while nobody else can take a slot.
   * Answers the run as it then stands; undefined when there is none.
   */
  commitWithinLimits(
    key: { workspaceId: string; runId: string; poolId: string | null },
    decide: (run: FlowRunSnapshotRow, rooms: Rooms) => FlowRunStateCommit | null,
  ): Promise<FlowRunSnapshotRow | CommittedFlowRun | undefined>;
  keepLateReport(report: LateReportParams): Promise<void>;
}

export function flowRunStore(sql: Sql): FlowRunStore {
  return {
    ...flowRunStoreWithin(sql),
    commitWithinLimits: (key, decide) => commitWithinLimits(sql, key, decide),
  };
}

/** The same in a transaction, for states that take no slot: who asks for one waits for an answer, and reports nothing. */
export function flowRunStoreWithin(sql: Connection): FlowRunStore {
  return {
    commit: (items) => commitFlowRunStates(sql, items),
    readSnapshots: (keys) => selectFlowRunSnapshots(sql, { keys }),
    commitWithinLimits: async () => {
      throw invalidRequest("A slot can't be taken by a report: propose PENDING with set_state.");
    },
    keepLateReport: (report) => insertLateReport(sql, report),
  };
}
