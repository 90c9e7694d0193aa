import type { Log, LogFilter } from "../../contract/index.js";
import type { Session } from "../session.js";
import { createLogPrinter } from "./log-printer.js";
import { readLogs } from "./read-logs.js";

/** The first or the last lines, at most so many; neither means all. */
export interface LogRange {
  readonly head?: number | undefined;
  readonly tail?: number | undefined;
}

/** Prints stored lines by time, a JSON object a line with `--json`. Returns the lines of the last page, for a tail to go on from. */
export async function printLogs(session: Session, filter: LogFilter, range: LogRange): Promise<readonly Log[]> {
  const printer = createLogPrinter(session);
  if (range.tail !== undefined) {
    const newestFirst: Log[] = [];
    for await (const page of readLogs(session.client, filter, { sort: "TIMESTAMP_DESC", most: range.tail })) {
      newestFirst.push(...page);
    }
    const last = newestFirst.reverse();
    await printer.print(last);
    return last;
  }
  let last: readonly Log[] = [];
  for await (const page of readLogs(session.client, filter, { sort: "TIMESTAMP_ASC", most: range.head })) {
    await printer.print(page);
    last = page;
  }
  return last;
}
