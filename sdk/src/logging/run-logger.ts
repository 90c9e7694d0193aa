import { format } from "node:util";
import type { LogCreate } from "../contract/index.js";
import { formatMicros } from "../contract/index.js";
import { nowMicros } from "../clock.js";
import { printLine } from "./console-lines.js";
import { type LevelName, LEVELS } from "./level.js";

type Write = (message: unknown, ...details: unknown[]) => void;

/** Arguments are formatted as `console.log` formats them. */
export interface Logger {
  readonly debug: Write;
  readonly info: Write;
  readonly warning: Write;
  readonly warn: Write;
  readonly error: Write;
  readonly critical: Write;
}

export interface LogOrigin {
  /** `kedge.flow_runs` or `kedge.task_runs`. */
  readonly name: string;
  /** How the console names the run: `Flow run 'blue-fox'`. Read when a line is written, as runs can be renamed. */
  readonly subject: () => string;
  readonly flowRunId: string | null;
  readonly taskRunId: string | null;
}

export interface LogSink {
  readonly level: LevelName;
  readonly toConsole: boolean;
  /** Absent outside a run: the line is only printed. */
  readonly push?: ((line: LogCreate) => void) | undefined;
}

/** A line goes to the plane with its run's id, and to the console. */
export function createLogger(origin: LogOrigin, sink: LogSink): Logger {
  const at =
    (level: LevelName): Write =>
    (...parts) => {
      if (LEVELS[level] < LEVELS[sink.level]) return;
      const message = format(...parts);
      const micros = nowMicros();
      if (sink.toConsole) printLine(level, origin.subject(), message, micros / 1000);
      sink.push?.({
        name: origin.name,
        level: LEVELS[level],
        message,
        timestamp: formatMicros(micros),
        flow_run_id: origin.flowRunId,
        task_run_id: origin.taskRunId,
      });
    };
  const warning = at("warning");
  return { debug: at("debug"), info: at("info"), warning, warn: warning, error: at("error"), critical: at("critical") };
}
