import type { HistoryConfig } from "../config.js";
import type { Sql } from "../db/connect.js";
import type { HistoryRange } from "../db/partitions/history-range.js";
import type { HistoryTable } from "../db/partitions/spans.js";
import { dropPartition } from "../db/queries/drop-partition.js";
import { selectDatabaseTime } from "../db/queries/select-database-time.js";
import { selectPartitions } from "../db/queries/select-partitions.js";
import type { Log } from "../log.js";
import { partitionsToDrop } from "./partitions-to-drop.js";
import type { ServiceDefinition } from "./service.js";

export interface JanitorParts {
  readonly sql: Sql;
  readonly upkeep: Sql;
  readonly history: HistoryRange;
  readonly config: { readonly history: HistoryConfig };
  readonly log: Log;
}

export interface JanitorReport {
  /** Partitions made for the time to come, and dropped because of their age or of what they take. */
  readonly made: number;
  readonly dropped: number;
  /** To be dropped, but in use: tried again soon. */
  readonly left: number;
}

/** Between two rounds a table may grow beyond its bound by what comes in meanwhile. */
const REST_MS = 10 * 60_000;
const REST_WITH_WORK_LEFT_MS = 30_000;

/** Keeps history inside its bounds, by dropping whole partitions, and makes the ones that will be needed. */
export function historyJanitor(parts: JanitorParts): ServiceDefinition<JanitorReport> {
  const { sql, upkeep, history, config, log } = parts;
  return {
    name: "history-janitor",
    restMs: REST_MS,
    async runOnce() {
      const toDrop = partitionsToDrop(await selectPartitions(sql), config.history, await selectDatabaseTime(sql));
      const busy = new Set<HistoryTable>();
      let dropped = 0;
      for (const { partition, reason } of toDrop) {
        // Who holds one lock of a table would make each of its partitions wait in turn.
        if (busy.has(partition.table)) continue;
        if (await dropPartition(upkeep, partition)) {
          dropped += 1;
          log.info(`dropped history: ${partition.name}`, { reason, bytes: partition.bytes });
        } else {
          busy.add(partition.table);
        }
      }
      const made = await history.ensure();
      return { made: made.length, dropped, left: toDrop.length - dropped };
    },
    restAfter: ({ left }) => (left > 0 ? REST_WITH_WORK_LEFT_MS : null),
  };
}
