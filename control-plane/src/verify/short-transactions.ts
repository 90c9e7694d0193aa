import type { Connection } from "../db/connect.js";
import { MOST_VIOLATIONS, violations, type Finding, type Invariant } from "./invariant.js";

export interface ShortTransactionsOptions {
  /** How old a transaction may be. */
  readonly mostSeconds: number;
  /** How long one may stand still between two statements: the plane never waits for a network inside of one. */
  readonly mostIdleSeconds: number;
}

const DEFAULTS: ShortTransactionsOptions = { mostSeconds: 5, mostIdleSeconds: 1 };

/** Milliseconds; what every session of the plane asks for when it connects. */
const SESSION_BOUNDS = { statement_timeout: 30_000, lock_timeout: 10_000, idle_in_transaction_session_timeout: 10_000 };

/** A transaction that is held open keeps dead rows alive everywhere: a queue on Postgres slows down within minutes. */
export function shortTransactions(options: ShortTransactionsOptions = DEFAULTS): Invariant {
  return {
    id: "I15",
    statement: `No transaction is older than ${options.mostSeconds} s or stands idle, and every session bounds its own.`,
    async check(sql) {
      return violations(this.id, [...(await oldTransactions(sql, options)), ...(await unboundedSession(sql))]);
    },
  };
}

async function oldTransactions(
  sql: Connection,
  { mostSeconds, mostIdleSeconds }: ShortTransactionsOptions,
): Promise<Finding[]> {
  return sql<Finding[]>`
    select 'backend ' || pid || ' (' || application_name || ')' as subject,
           state || ' since ' || iso_instant(state_change) || ', transaction since ' || iso_instant(xact_start)
             || ': ' || left(query, 200) as detail
    from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
      and (xact_start < clock_timestamp() - make_interval(secs => ${mostSeconds})
           or (state like 'idle in transaction%'
               and state_change < clock_timestamp() - make_interval(secs => ${mostIdleSeconds})))
    limit ${MOST_VIOLATIONS}`;
}

/** Another session's settings cannot be seen; this one was opened as all the plane's are. */
async function unboundedSession(sql: Connection): Promise<Finding[]> {
  const settings = await sql<{ name: keyof typeof SESSION_BOUNDS; setting: string }[]>`
    select name, setting from pg_settings where name = any(${Object.keys(SESSION_BOUNDS)})`;
  return settings
    .filter(({ name, setting }) => Number(setting) === 0 || Number(setting) > SESSION_BOUNDS[name])
    .map(({ name, setting }) => ({
      subject: "this session",
      detail: `${name} is ${setting} ms (0: no bound); at most ${SESSION_BOUNDS[name]} ms are expected`,
    }));
}
