import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "#postgres";
import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import { installArrayCodecs } from "./array-codecs.js";
import { fromPostgres } from "./instant.js";
import { NoticeLine, type NoticeHandlers } from "./notice-line.js";
import { socketHost } from "./socket-host.js";

/** The type's object id in every Postgres. */
const TIMESTAMPTZ = 1184;

/** postgres.js: hot statements are written in it, one a file. */
export type Sql = postgres.Sql;

/** The pool or one transaction on it, for statements that stand in either. */
export type Connection = postgres.ISql;

export interface Database {
  readonly sql: Sql;
  /** Connections of their own for lists, counts and charts: a search through a million runs holds up no transition. */
  readonly reads: Sql;
  /** Connections of their own for keeping leases: whatever else waits for the database, no lease lapses because of it. */
  readonly leases: Sql;
  /** One connection for statements that can't stand in a transaction and must not have others wait behind them. */
  readonly upkeep: Sql;
  /** The connections of `sql` behind Drizzle's query builder, for statements whose shape depends on the request. */
  readonly db: PostgresJsDatabase;
  /** The way to the other servers of this database. */
  openNoticeLine(handlers: NoticeHandlers): NoticeLine;
  close(): Promise<void>;
}

export interface ConnectOptions {
  readonly url: string;
  readonly connections: number;
  readonly applicationName?: string;
}

/** The client's own bound is 20 s: so long requests would still be refused after the database has come back. */
const MOST_SECONDS_BEFORE_RECONNECT = 1;

function secondsBeforeReconnect(failures: number): number {
  return (0.5 + Math.random() / 2) * Math.min(3 ** failures / 100, MOST_SECONDS_BEFORE_RECONNECT);
}

/** A request for a list waits for one of these while the others are busy; two cores do no more at a time. */
const MOST_READ_CONNECTIONS = 4;

/** One renews for all workers of this server; the other is for what a worker asks beside that. */
const LEASE_CONNECTIONS = 2;

/**
 * Timestamps come back as canonical ISO strings with microseconds (a Date would drop them); JSON goes in as text that the
 * statement casts and comes out parsed. Every session is in UTC and gives up on a statement rather than hold a lock.
 */
export function connect({ url, connections, applicationName = "kedge" }: ConnectOptions): Database {
  const { sql, db } = openPool(url, connections, { application_name: applicationName });
  const { sql: reads } = openPool(url, Math.min(connections, MOST_READ_CONNECTIONS), {
    application_name: `${applicationName}-reads`,
    default_transaction_read_only: true,
    // One state of ten runs and one of a million ask for different plans; see `run-composed.ts`.
    plan_cache_mode: "force_custom_plan",
  });
  const { sql: leases } = openPool(url, LEASE_CONNECTIONS, { application_name: `${applicationName}-leases` });
  const { sql: upkeep } = openPool(url, 1, {
    application_name: `${applicationName}-upkeep`,
    // Whoever comes after a statement that waits for a lock waits behind it.
    lock_timeout: 2000,
  });
  const close = async () => {
    await Promise.all([sql, reads, leases, upkeep].map((pool) => pool.end({ timeout: 5 })));
  };
  const openNoticeLine = (handlers: NoticeHandlers) => new NoticeLine(url, handlers);
  return { sql, reads, leases, upkeep, db, openNoticeLine, close };
}

function openPool(url: string, max: number, session: Partial<postgres.ConnectionParameters>) {
  const sql = postgres(url, {
    ...socketHost(url),
    max,
    idle_timeout: 60,
    connect_timeout: 10,
    backoff: secondsBeforeReconnect,
    // And so `reserve()` must not be used: without this question it never resolves on a new connection.
    fetch_types: false,
    onnotice: () => {},
    connection: {
      TimeZone: "UTC",
      statement_timeout: 30_000,
      lock_timeout: 10_000,
      idle_in_transaction_session_timeout: 10_000,
      ...session,
    },
  });
  // Drizzle makes the client's date codecs and JSON serializers transparent, for both ways of writing a statement.
  const db = drizzle(sql);
  sql.options.parsers[TIMESTAMPTZ] = fromPostgres;
  installArrayCodecs(sql.options);
  return { sql, db };
}
