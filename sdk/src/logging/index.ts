export { captureConsole } from "./console-capture.js";
export { printLine } from "./console-lines.js";
export { LogSender } from "./log-sender.js";
export { createLogger, type Logger, type LogSink } from "./run-logger.js";
