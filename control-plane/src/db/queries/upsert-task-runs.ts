import {
  COLUMN_NAMES,
  EXCLUDED_TELLS_ALL,
  GIVEN_RUNS,
  assignmentsFrom,
  parametersOf,
} from "../rows/recorded-columns.js";
import { identityOf, type RecordedTaskRun } from "../rows/recorded-task-run.js";
import type { Connection } from "../connect.js";

/** A run is known by its place in its flow run, whatever id a repeated attempt gave it; outside of any, by its id. */
const CONFLICT_TARGETS = {
  inFlowRun: "(workspace_id, flow_run_id, task_key, dynamic_key)",
  alone: "(workspace_id, id)",
};

/** The sender filled in its own id of the run; the stored one may be another. */
const DETAILS_OF_THE_STORED_RUN = `
  case when run.id = excluded.id then excluded.state_details
       else excluded.state_details || jsonb_build_object('task_run_id', run.id) end`;

/**
 * The usual case: the run is new, or its newest record tells everything that is stored, so that it replaces it whole.
 * Anything else (a late or repeated record, one that leaves out a field) is left untouched and missing from the answer.
 * Rows are locked in key order, so that the batches of two servers cannot deadlock.
 */
function statementFor(target: string): string {
  return `
    insert into task_run as run (${COLUMN_NAMES})
    ${GIVEN_RUNS}
    order by workspace_id, flow_run_id, task_key, dynamic_key, id
    on conflict ${target} do update set ${assignmentsFrom("excluded", { state_details: DETAILS_OF_THE_STORED_RUN })}
    where (run.state_id is null or (run.state_timestamp, run.state_id) < (excluded.state_timestamp, excluded.state_id))
      and excluded.earlier_fields is null
      and (run.flow_run_id is null or excluded.flow_run_id is not null)
      and ${EXCLUDED_TELLS_ALL}
    returning workspace_id, id, flow_run_id, task_key, dynamic_key`;
}

const IN_FLOW_RUN = statementFor(CONFLICT_TARGETS.inFlowRun);
const ALONE = statementFor(CONFLICT_TARGETS.alone);

type StoredKey = Parameters<typeof identityOf>[0];

/** Answers the ids under which the taken runs are stored, by identity. */
export async function upsertTaskRuns(sql: Connection, runs: readonly RecordedTaskRun[]): Promise<Map<string, string>> {
  const inFlowRun = runs.filter((run) => run.flow_run_id !== null);
  const alone = runs.filter((run) => run.flow_run_id === null);
  const ids = new Map<string, string>();
  for (const [text, group] of [
    [IN_FLOW_RUN, inFlowRun],
    [ALONE, alone],
  ] as const) {
    if (group.length === 0) continue;
    const rows = await sql.unsafe<StoredKey[]>(text, parametersOf(group), { prepare: true });
    for (const row of rows) ids.set(identityOf(row), row.id);
  }
  return ids;
}
