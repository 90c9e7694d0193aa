import { inspect } from "node:util";

/** The server's own log: one line a fact, on standard error, so that output stays free for the program's answers. */
export interface Log {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, error?: unknown, fields?: Record<string, unknown>): void;
}

export function consoleLog(write: (line: string) => void = (line) => process.stderr.write(line)): Log {
  const line = (level: string, message: string, fields: Record<string, unknown> = {}) => {
    const rest = Object.keys(fields).length > 0 ? ` ${JSON.stringify(fields)}` : "";
    write(`${new Date().toISOString()} ${level} ${message}${rest}\n`);
  };
  return {
    info: (message, fields) => line("info ", message, fields),
    warn: (message, fields) => line("warn ", message, fields),
    error(message, error, fields) {
      line("error", error === undefined ? message : `${message}: ${inspect(error)}`, fields);
    },
  };
}

export const silentLog: Log = { info() {}, warn() {}, error() {} };
