import type { LogCreate } from "kedge/contract";
import type { PendingQuery, Row } from "#postgres";
import { plainArray, textArray } from "../array-literal.js";
import type { Connection } from "../connect.js";
import { storableText } from "../json-text.js";

/** The lines of one request, with the ids that they are stored under. */
export interface LogPost {
  readonly workspaceId: string;
  readonly lines: readonly LogCreate[];
  readonly ids: readonly string[];
}

/**
 * Stores the lines of many requests at once; measured at 5 us of database time a line, COPY takes as long. Text is stored
 * without NULs, which Postgres has no room for: a worker must not lose a batch to one odd byte of a user's output.
 *
 * Log lines alone commit without waiting for the disk: a power cut (or a killed Postgres) may lose those answered in the
 * last 0.6 s, three rounds of its WAL writer; a killed server loses none. The setting is local to this one statement;
 * among other statements of a transaction it would be theirs too, so there it is left as it is.
 */
export async function insertLogs(
  sql: Connection,
  posts: readonly LogPost[],
  { withinTransaction = false } = {},
): Promise<void> {
  await sql`
    with commits_at_once as (select set_config(
      'synchronous_commit', coalesce(${withinTransaction ? null : "off"}, current_setting('synchronous_commit')), true))
    ${logRows(sql, posts, sql`commits_at_once,`)}`;
}

/** The insert itself, for statements that do more; `besides` is what else is read from. */
export function logRows(
  sql: Connection,
  posts: readonly LogPost[],
  besides: PendingQuery<Row[]> = sql``,
): PendingQuery<Row[]> {
  const column = <T>(pick: (line: LogCreate) => T) => posts.flatMap(({ lines }) => lines.map(pick));
  return sql`
    insert into log (workspace_id, id, flow_run_id, task_run_id, timestamp, level, name, message)
    select line.* from ${besides} unnest(
      ${plainArray(posts.flatMap(({ workspaceId, lines }) => lines.map(() => workspaceId)))}::uuid[],
      ${plainArray(posts.flatMap(({ ids }) => ids))}::uuid[],
      ${plainArray(column((line) => line.flow_run_id ?? null))}::uuid[],
      ${plainArray(column((line) => line.task_run_id ?? null))}::uuid[],
      ${plainArray(column((line) => line.timestamp))}::timestamptz[],
      ${plainArray(column((line) => line.level))}::integer[],
      ${textArray(column((line) => storableText(line.name)))}::text[],
      ${textArray(column((line) => storableText(line.message)))}::text[]) as line`;
}
