import { readFile } from "node:fs/promises";
import type { connect } from "../../src/db/connect.js";

type Sql = ReturnType<typeof connect>["sql"];

/** What has been used up to now; two of them tell the cost of the time between. */
export interface Meter {
  readonly atMs: number;
  readonly cpuMs: number;
  readonly queries: number;
}

/** `/proc` counts in hundredths of a second. */
const TICK_MS = 10;

/** Processor time that a process has used, user's and system's. */
async function cpuMsOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = status.slice(status.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Transactions of the database; each of the server's statements outside of a transaction is one. */
async function transactionsOf(sql: Sql): Promise<number> {
  const [row] = await sql<{ transactions: number }[]>`
    select (xact_commit + xact_rollback)::float8 as transactions from pg_stat_database where datname = current_database()`;
  return row!.transactions;
}

export async function readMeter(pid: number, sql: Sql): Promise<Meter> {
  const [cpuMs, queries] = await Promise.all([cpuMsOf(pid), transactionsOf(sql)]);
  return { atMs: performance.now(), cpuMs, queries };
}

export interface Cost {
  readonly cpuMs: number;
  readonly queries: number;
  /** Share of one core, in percent. */
  readonly cpuPercent: number;
  readonly queriesPerSecond: number;
}

export function costBetween(before: Meter, after: Meter): Cost {
  const ms = after.atMs - before.atMs;
  const cpuMs = after.cpuMs - before.cpuMs;
  // Without the meter's own.
  const queries = Math.max(0, after.queries - before.queries - 1);
  return { cpuMs, queries, cpuPercent: (100 * cpuMs) / ms, queriesPerSecond: (1000 * queries) / ms };
}
