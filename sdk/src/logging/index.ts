export { captureConsole } from "./console-capture.js";
export { errorText } from "./error-text.js";
export { printLine } from "./console-lines.js";
export { LogSender } from "./log-sender.js";
export { createLogger, type Logger, type LogSink } from "./run-logger.js";
