import type { HistoryConfig } from "../config.js";
import type { Partition } from "../db/queries/select-partitions.js";
import { HISTORY_TABLES, type HistoryTable } from "../db/partitions/spans.js";

export interface PartitionToDrop {
  readonly partition: Partition;
  /** `size`: what is kept would take more room than allowed. `unfinished`: its dropping was begun before. */
  readonly reason: "age" | "size" | "unfinished";
}

const DAY_MILLIS = 24 * 3_600_000;

interface Bounds {
  readonly days: number;
  readonly maxBytes: number;
}

function boundsOf(table: HistoryTable, config: HistoryConfig): Bounds {
  switch (table) {
    case "flow_run_state":
    case "task_run_state":
      return { days: config.statesDays, maxBytes: Number.POSITIVE_INFINITY };
    case "event":
      return { days: config.eventsDays, maxBytes: config.eventsMaxBytes };
    case "log":
      return { days: config.logsDays, maxBytes: config.logsMaxBytes };
  }
}

/**
 * What has to go: partitions whose whole time is past what is kept, then the oldest ones until the rest fits into its
 * room. The present one is no exception: a flood of lines must not fill the disk that the runs themselves need.
 */
export function partitionsToDrop(
  partitions: readonly Partition[],
  config: HistoryConfig,
  nowMillis: number,
): PartitionToDrop[] {
  return HISTORY_TABLES.flatMap((table) => {
    const own = partitions.filter((partition) => partition.table === table);
    return toDropOf(own, boundsOf(table, config), nowMillis);
  });
}

function toDropOf(own: readonly Partition[], { days, maxBytes }: Bounds, nowMillis: number): PartitionToDrop[] {
  const oldestFirst = own.toSorted((a, b) => a.fromMillis - b.fromMillis);
  let bytes = oldestFirst.reduce((sum, partition) => sum + partition.bytes, 0);
  const toDrop: PartitionToDrop[] = [];
  for (const partition of oldestFirst) {
    const reason = reasonFor(partition);
    if (reason === null) continue;
    toDrop.push({ partition, reason });
    bytes -= partition.bytes;
  }
  return toDrop;

  function reasonFor(partition: Partition): PartitionToDrop["reason"] | null {
    if (partition.isDetaching) return "unfinished";
    if (partition.toMillis <= nowMillis - days * DAY_MILLIS) return "age";
    // Those to come are empty: dropping them makes no room.
    if (bytes > maxBytes && partition.fromMillis <= nowMillis) return "size";
    return null;
  }
}
