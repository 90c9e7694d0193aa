import { readFileSync } from "node:fs";

/** A file of `recorded/`, as `record.ts` wrote it. */
export function readRecording<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(`./recorded/${file}`, import.meta.url), "utf8")) as T;
}
