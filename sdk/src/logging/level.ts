import { LogLevel } from "../contract/index.js";

export type LevelName = "debug" | "info" | "warning" | "error" | "critical";

/** Python's numbers, which the plane and its clients use. */
export const LEVELS: Readonly<Record<LevelName, number>> = {
  debug: LogLevel.DEBUG,
  info: LogLevel.INFO,
  warning: LogLevel.WARNING,
  error: LogLevel.ERROR,
  critical: LogLevel.CRITICAL,
};
