import type { Log } from "../../contract/index.js";
import type { Session } from "../session.js";
import { logLine } from "./log-line.js";
import { createTaskNames } from "./task-names.js";

export interface LogPrinter {
  print(logs: readonly Log[], signal?: AbortSignal): Promise<void>;
}

/** Prints lines with the names of their tasks; with `--json` each as it is stored, `wrap` making the object of it. */
export function createLogPrinter(session: Session, wrap: (log: Log) => object = (log) => log): LogPrinter {
  const names = createTaskNames(session.client);
  return {
    async print(logs, signal) {
      if (!session.json) await names.learn(logs, signal);
      for (const log of logs) session.emit(wrap(log), logLine(log, names.of(log), session.screen));
    },
  };
}
