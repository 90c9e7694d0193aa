import { COLUMN_NAMES, GIVEN_RUNS, assignmentsFrom, parametersOf } from "../rows/recorded-columns.js";
import type { RecordedTaskRun } from "../rows/recorded-task-run.js";
import type { Connection } from "../connect.js";

const UPDATE = `
  update task_run run set ${assignmentsFrom("given")}
  from (${GIVEN_RUNS}) as given
  where run.workspace_id = given.workspace_id and run.id = given.id`;

const INSERT = `insert into task_run (${COLUMN_NAMES}) ${GIVEN_RUNS} order by workspace_id, flow_run_id, task_key, dynamic_key, id`;

/** Writes runs that were locked and merged with their records; the caller's transaction holds the locks. */
export async function updateTaskRuns(sql: Connection, runs: readonly RecordedTaskRun[]): Promise<void> {
  if (runs.length > 0) await sql.unsafe(UPDATE, parametersOf(runs), { prepare: true });
}

/** For runs that the lock did not find. Another server may insert one in between: then the whole batch is tried again. */
export async function insertTaskRuns(sql: Connection, runs: readonly RecordedTaskRun[]): Promise<void> {
  if (runs.length > 0) await sql.unsafe(INSERT, parametersOf(runs), { prepare: true });
}
