import { firstIdOf, millisOfId } from "kedge/contract";

/** Servers whose clocks differ by more than this have other worries. */
const CLOCK_DIFFERENCE_MILLIS = 24 * 3_600_000;

/**
 * No state and no log line of these flow runs has a smaller id: ids of all three are made by servers, and hold the time.
 * Said in a query, it spares it the partitions from before the runs, most of them for a run that someone watches.
 */
export function oldestHistoryId(flowRunIds: readonly string[]): string {
  const oldest = Math.min(...flowRunIds.map((id) => millisOfId(id) ?? 0));
  return firstIdOf(Math.max(0, oldest - CLOCK_DIFFERENCE_MILLIS));
}
