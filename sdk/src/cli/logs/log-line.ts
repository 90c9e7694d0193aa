import { type Log, LogLevel } from "../../contract/index.js";
import { logText, oneLine } from "../output/printable.js";
import type { Paint, Screen } from "../output/screen.js";
import { clockTime } from "../output/clock-time.js";

/** `14:03:07.123  INFO      train-0: message`; the lines after the first of a message stand under it. */
export function logLine(log: Log, task: string | null, { paint }: Screen): string {
  const prefix = `${clockTime(log.timestamp)}  `;
  const level = levelName(log.level).padEnd(8);
  const message = logText(log.message, paint.isColorSupported).trimEnd();
  const indented = message.replaceAll("\n", `\n${" ".repeat(prefix.length + level.length + 2)}`);
  const origin = task === null ? "" : paint.dim(`${oneLine(task)}: `);
  return `${paint.dim(prefix)}${paintLevel(level, log.level, paint)}  ${origin}${indented}`;
}

/** The name of the highest level that `level` reaches; a program may use levels in between. */
function levelName(level: number): string {
  return Object.entries(LogLevel).findLast(([, least]) => level >= least)?.[0] ?? "DEBUG";
}

function paintLevel(text: string, level: number, paint: Paint): string {
  if (level >= LogLevel.ERROR) return paint.red(text);
  if (level >= LogLevel.WARNING) return paint.yellow(text);
  return level >= LogLevel.INFO ? paint.cyan(text) : paint.dim(text);
}
