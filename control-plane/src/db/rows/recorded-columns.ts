import { plainArray, textArray } from "../array-literal.js";
import { jsonText } from "../json-text.js";
import type { RecordedField, RecordedTaskRun } from "./recorded-task-run.js";

/** A column that the recorder writes: how its values travel in an array, and what it becomes in the statement. */
interface Column {
  readonly name: string;
  readonly type: "uuid" | "text" | "integer" | "double precision" | "timestamptz";
  /** jsonb and text[] travel as text. */
  readonly cast?: "jsonb" | "text[]";
  /** What the column holds when no record has told it; null unless the column is `not null`. */
  readonly untold?: string;
  readonly of: (run: RecordedTaskRun) => string | number | null;
}

const asJson = (value: unknown) => (value === null || value === undefined ? null : jsonText(value));

/** The columns behind the fields that a record may or may not tell. */
const FIELD_COLUMNS: readonly (Column & { readonly name: RecordedField })[] = [
  { name: "task_version", type: "text", of: (run) => run.task_version },
  { name: "tags", type: "text", cast: "text[]", untold: "'{}'", of: (run) => run.tags && textArray(run.tags) },
  { name: "labels", type: "text", cast: "jsonb", untold: "'{}'", of: (run) => asJson(run.labels) },
  { name: "task_inputs", type: "text", cast: "jsonb", untold: "'{}'", of: (run) => asJson(run.task_inputs) },
  { name: "empirical_policy", type: "text", cast: "jsonb", untold: "'{}'", of: (run) => asJson(run.empirical_policy) },
  { name: "cache_key", type: "text", of: (run) => run.cache_key },
  { name: "cache_expiration", type: "timestamptz", of: (run) => run.cache_expiration },
  { name: "run_count", type: "integer", untold: "0", of: (run) => run.run_count },
  { name: "flow_run_run_count", type: "integer", untold: "0", of: (run) => run.flow_run_run_count },
  { name: "expected_start_time", type: "timestamptz", of: (run) => run.expected_start_time },
  { name: "next_scheduled_start_time", type: "timestamptz", of: (run) => run.next_scheduled_start_time },
  { name: "start_time", type: "timestamptz", of: (run) => run.start_time },
  { name: "end_time", type: "timestamptz", of: (run) => run.end_time },
  { name: "total_run_time", type: "double precision", untold: "0", of: (run) => run.total_run_time },
];

export const RECORDED_FIELDS: readonly RecordedField[] = FIELD_COLUMNS.map((column) => column.name);

const COLUMNS: readonly Column[] = [
  { name: "workspace_id", type: "uuid", of: (run) => run.workspace_id },
  { name: "id", type: "uuid", of: (run) => run.id },
  { name: "flow_run_id", type: "uuid", of: (run) => run.flow_run_id },
  { name: "task_key", type: "text", of: (run) => run.task_key },
  { name: "dynamic_key", type: "text", of: (run) => run.dynamic_key },
  { name: "name", type: "text", of: (run) => run.name },
  { name: "earlier_fields", type: "text", cast: "jsonb", of: (run) => asJson(run.earlier_fields) },
  { name: "state_id", type: "uuid", of: (run) => run.state?.id ?? null },
  { name: "state_type", type: "text", of: (run) => run.state?.type ?? null },
  { name: "state_name", type: "text", of: (run) => run.state?.name ?? null },
  { name: "state_timestamp", type: "timestamptz", of: (run) => run.state?.timestamp ?? null },
  { name: "state_message", type: "text", of: (run) => run.state?.message ?? null },
  { name: "state_data", type: "text", cast: "jsonb", of: (run) => asJson(run.state?.data) },
  { name: "state_details", type: "text", cast: "jsonb", of: (run) => asJson(run.state?.details) },
  ...FIELD_COLUMNS,
];

/** The list of columns, for `insert into task_run (…)`. */
export const COLUMN_NAMES = COLUMNS.map((column) => column.name).join(", ");

/** `select … from unnest($1, …) as given`: the runs as rows of the table's own types. */
export const GIVEN_RUNS = `
  select ${COLUMNS.map(({ name, cast, untold }) => {
    const value = cast ? `given.${name}::${cast}` : `given.${name}`;
    return untold ? `coalesce(${value}, ${untold}) as ${name}` : `${value} as ${name}`;
  }).join(", ")}
  from unnest(${COLUMNS.map(({ type }, i) => `$${i + 1}::${type}[]`).join(", ")}) as given(${COLUMN_NAMES})`;

/** One parameter a column, in the order of GIVEN_RUNS. */
export function parametersOf(runs: readonly RecordedTaskRun[]): string[] {
  return COLUMNS.map(({ type, of }) => {
    const values = runs.map(of);
    return type === "text" ? textArray(values as (string | null)[]) : plainArray(values);
  });
}

/** `set …` from a source row: every column but the keys of the table, some by an expression of their own. */
export function assignmentsFrom(source: string, own: Readonly<Record<string, string>> = {}): string {
  const written = COLUMNS.filter(({ name }) => name !== "workspace_id" && name !== "id");
  const values = written.map(({ name }) => `${name} = ${own[name] ?? `${source}.${name}`}`);
  return ["updated = clock_timestamp()", ...values].join(", ");
}

/** True when `excluded` tells everything that `run` holds, so that it may replace it whole. */
export const EXCLUDED_TELLS_ALL = FIELD_COLUMNS.map(({ name, untold }) =>
  untold
    ? `(run.${name} = ${untold} or excluded.${name} <> ${untold})`
    : `(run.${name} is null or excluded.${name} is not null)`,
).join(" and ");
