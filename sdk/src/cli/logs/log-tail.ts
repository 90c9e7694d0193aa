import type { Client } from "../../client/index.js";
import { formatMicros, type Log, type LogFilter, microsOf } from "../../contract/index.js";
import { readLogs } from "./read-logs.js";

export interface LogTail {
  /** The lines that have arrived since the last call, by time. */
  next(signal?: AbortSignal): Promise<Log[]>;
}

/**
 * Lines are written in batches by several processes, so one may arrive after a later one was already shown: each call
 * looks back this far and leaves out what it has seen.
 */
const LOOK_BACK_MICROS = 5_000_000;

/** `seen` are lines, by time, that were shown already: nothing older than the first of them follows. */
export function createLogTail(client: Client, filter: LogFilter, seen: readonly Log[] = []): LogTail {
  const floor = seen[0]?.timestamp ?? "";
  let newest = seen.at(-1)?.timestamp;
  let shown: ReadonlySet<string> = new Set(seen.map((log) => log.id));
  return {
    async next(signal) {
      const since = newest === undefined ? undefined : later(floor, lookBack(newest));
      const logs = since === undefined ? filter : { ...filter, timestamp: { after_: since } };
      const fresh: Log[] = [];
      const window = new Set<string>();
      for await (const page of readLogs(client, logs, { sort: "TIMESTAMP_ASC", signal })) {
        for (const log of page) {
          if (!shown.has(log.id) && !window.has(log.id)) fresh.push(log);
          window.add(log.id);
          newest = later(newest ?? "", log.timestamp);
        }
      }
      // What lies before the window is never asked for again, so it need not be remembered.
      shown = window;
      return fresh;
    },
  };
}

function lookBack(timestamp: string): string {
  return formatMicros(microsOf(timestamp) - LOOK_BACK_MICROS);
}

/** Canonical timestamps order as texts. */
function later(a: string, b: string): string {
  return a > b ? a : b;
}
