import type { Sql } from "../connect.js";
import { selectDatabaseTime } from "../queries/select-database-time.js";
import { selectPartitions } from "../queries/select-partitions.js";
import { ensurePartitions } from "./ensure-partitions.js";
import { HISTORY_TABLES, unbrokenSpan, type HistoryTable, type Span } from "./spans.js";

/** Which time each history table has partitions for, as this server knows it. */
export class HistoryRange {
  #spans: ReadonlyMap<HistoryTable, Span> = new Map();

  constructor(private readonly sql: Sql) {}

  /** Makes the partitions that are missing now, by the database's clock, and learns what there is. Answers what it made. */
  async ensure(): Promise<string[]> {
    const made = await ensurePartitions(this.sql, await selectDatabaseTime(this.sql));
    const partitions = (await selectPartitions(this.sql)).filter((partition) => !partition.isDetaching);
    this.#spans = new Map(
      HISTORY_TABLES.map((table) => [
        table,
        unbrokenSpan(partitions.filter((partition) => partition.table === table))!,
      ]),
    );
    return made;
  }

  of(table: HistoryTable): Span {
    const span = this.#spans.get(table);
    if (!span) throw new Error("the range of history was asked for before it was read");
    return span;
  }
}

/** A row's id lies outside of every partition: another server's janitor has dropped the oldest, or time has run ahead. */
export function isMissingPartition(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && error.code === "23514" && error.message.startsWith("no partition of")
  );
}
