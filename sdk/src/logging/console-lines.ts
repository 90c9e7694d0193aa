import type { LevelName } from "./level.js";

const WIDEST_LEVEL = 8;

/** `13:45:01.123 | INFO     | Flow run 'blue-fox' - message`, on stderr so that a program's own output stays clean. */
export function printLine(level: LevelName, subject: string, message: string, millis: number): void {
  const time = new Date(millis);
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => pad(part, 2)).join(":");
  const head = `${clock}.${pad(time.getMilliseconds(), 3)} | ${level.toUpperCase().padEnd(WIDEST_LEVEL)}`;
  process.stderr.write(`${head} | ${subject} - ${message}\n`);
}

function pad(part: number, width: number): string {
  return String(part).padStart(width, "0");
}
