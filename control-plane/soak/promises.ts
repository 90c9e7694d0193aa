import type { Sql } from "../src/db/connect.js";
import { MOST_VIOLATIONS, verify, violations, type Finding, type Violation } from "../src/verify/index.js";

/** How many lines each job writes before it ends. */
export const LINES_OF_A_JOB = 3;

export function line(attempt: number, number: number): string {
  return `attempt ${attempt}, line ${number}`;
}

/** Every promise that is not kept: those of any database, and what only those can tell who know what was said. */
export async function brokenPromises(sql: Sql): Promise<Violation[]> {
  const [sound, lines] = await Promise.all([verify(sql), linesOnce(sql)]);
  return [...sound, ...violations("I7", lines)];
}

/** A spool is delivered in order: where an end has arrived, every line before it has, once, however often it was sent. */
async function linesOnce(sql: Sql): Promise<Finding[]> {
  return sql<Finding[]>`
    select 'flow run ' || flow_run_id as subject, count(*) || ' times there is ' || message as detail
    from log where flow_run_id is not null and name = 'soak'
    group by flow_run_id, message having count(*) > 1
    union all
    select 'flow run ' || r.id, count(l.id) || ' of ' || ${LINES_OF_A_JOB}::int || ' lines of the attempt that completed it'
    from flow_run r
    left join log l on l.workspace_id = r.workspace_id and l.flow_run_id = r.id and l.name = 'soak'
      and l.message like 'attempt ' || r.attempt || ', %'
    where r.state_type = 'COMPLETED'
    group by r.id having count(l.id) < ${LINES_OF_A_JOB}
    limit ${MOST_VIOLATIONS}`;
}

/** Of a soak that stands still: the runs that it waits for. */
export async function withoutEnd(sql: Sql): Promise<Violation[]> {
  const findings = await sql<Finding[]>`
    select 'flow run ' || id as subject,
           'does not end; ' || state_type || '/' || state_name || ' since ' || iso_instant(state_timestamp)
             || ', at attempt ' || attempt as detail
    from flow_run where not is_terminal(state_type) limit ${MOST_VIOLATIONS}`;
  return violations("I8", findings);
}
