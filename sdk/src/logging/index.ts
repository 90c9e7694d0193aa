export { captureConsole } from "./console-capture.js";
export { printLine } from "./console-lines.js";
export { type LevelName, LEVELS } from "./level.js";
export { DEFAULT_LOG_LIMITS, LogSender, type LogLimits } from "./log-sender.js";
export { createLogger, type Logger, type LogOrigin, type LogSink } from "./run-logger.js";
