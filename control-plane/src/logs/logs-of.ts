import type { Log } from "kedge/contract";
import { storableText } from "../db/json-text.js";
import type { LogPost } from "../db/queries/insert-logs.js";

/** The lines as they are read. */
export function logsOf({ lines, ids }: Pick<LogPost, "lines" | "ids">, now: string): Log[] {
  return lines.map(({ name, level, message, timestamp, flow_run_id, task_run_id }, i) => ({
    id: ids[i]!,
    created: now,
    updated: now,
    name: storableText(name),
    level,
    message: storableText(message),
    timestamp,
    flow_run_id: flow_run_id ?? null,
    task_run_id: task_run_id ?? null,
  }));
}
