import type { Connection } from "../../db/connect.js";
import { insertTaskRunStates } from "../../db/queries/insert-task-run-states.js";
import { lockTaskRuns } from "../../db/queries/lock-task-runs.js";
import { upsertTaskRuns } from "../../db/queries/upsert-task-runs.js";
import { insertTaskRuns, updateTaskRuns } from "../../db/queries/write-merged-task-runs.js";
import { identityOf, type RecordedTaskRun } from "../../db/rows/recorded-task-run.js";
import { merge } from "./merge.js";
import type { RecordedRunWithState } from "./recorded-run.js";

export interface RecordBatchOptions {
  /** Look at what is stored before writing anything: for batches in which an id stands for two places in a flow run. */
  readonly looksFirst: boolean;
}

/**
 * Records a batch in one transaction. The records of one run become one write of its row, while history gets every state.
 * Nearly all rows are taken by one statement that reads nothing; those it leaves (late, repeated or partial records) are
 * locked, merged here and written back.
 */
export async function recordBatch(
  transaction: Connection,
  records: readonly RecordedRunWithState[],
  { looksFirst }: RecordBatchOptions,
): Promise<void> {
  const runs = mergedByIdentity(records);
  const storedIds = looksFirst ? new Map<string, string>() : await upsertTaskRuns(transaction, [...runs.values()]);
  const left = [...runs.values()].filter((run) => !storedIds.has(identityOf(run)));
  if (left.length > 0) {
    for (const [identity, id] of await mergeIntoStored(transaction, left)) storedIds.set(identity, id);
  }
  await insertTaskRunStates(
    transaction,
    records.map((record) => ({
      workspaceId: record.workspace_id,
      taskRunId: storedIds.get(identityOf(record))!,
      flowRunId: record.flow_run_id,
      state: record.state,
    })),
  );
}

function mergedByIdentity(records: readonly RecordedTaskRun[]): Map<string, RecordedTaskRun> {
  const runs = new Map<string, RecordedTaskRun>();
  for (const record of records) {
    const identity = identityOf(record);
    const known = runs.get(identity);
    runs.set(identity, known ? merge(known, record) : record);
  }
  return runs;
}

/** The place in a flow run wins over the id; a record that finds neither is a new run. */
async function mergeIntoStored(
  transaction: Connection,
  runs: readonly RecordedTaskRun[],
): Promise<Map<string, string>> {
  const stored = await lockTaskRuns(transaction, runs);
  const byIdentity = new Map(stored.map((run) => [identityOf(run), run.id]));
  const merged = new Map(stored.map((run) => [keyOf(run), run]));
  const before = new Map(merged);
  const storedIds = new Map<string, string>();
  for (const run of runs) {
    const key = keyOf({ ...run, id: byIdentity.get(identityOf(run)) ?? run.id });
    const known = merged.get(key);
    const result = known ? merge(known, run) : run;
    merged.set(key, result);
    storedIds.set(identityOf(run), result.id);
  }
  const changed = [...merged].filter(([key, run]) => before.get(key) !== run);
  await updateTaskRuns(
    transaction,
    changed.filter(([key]) => before.has(key)).map(([, run]) => run),
  );
  await insertTaskRuns(
    transaction,
    changed.filter(([key]) => !before.has(key)).map(([, run]) => run),
  );
  return storedIds;
}

function keyOf(run: Pick<RecordedTaskRun, "workspace_id" | "id">): string {
  return `${run.workspace_id} ${run.id}`;
}
