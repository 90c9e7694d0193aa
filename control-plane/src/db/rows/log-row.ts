import { formatMicros, millisOfId, type Log } from "kedge/contract";

export interface LogRow {
  id: string;
  flow_run_id: string | null;
  task_run_id: string | null;
  timestamp: string;
  level: number;
  name: string;
  message: string;
}

/** When a line arrived stands in its id; a column of its own would be a tenth of the table. */
export function toLog(row: LogRow): Log {
  const millis = millisOfId(row.id);
  const arrived = millis === null ? row.timestamp : formatMicros(millis * 1000);
  return {
    id: row.id,
    created: arrived,
    updated: arrived,
    name: row.name,
    level: row.level,
    message: row.message,
    timestamp: row.timestamp,
    flow_run_id: row.flow_run_id,
    task_run_id: row.task_run_id,
  };
}
