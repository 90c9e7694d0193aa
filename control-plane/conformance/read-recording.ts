import { readFileSync } from "node:fs";
import type { RecordedLives } from "./bookkeeping/record-lives.js";
import type { RecordedEvents } from "./recorder/record-events.js";
import type { RecordedRest } from "./rest/record-rest.js";
import type { Digest } from "./schedules/comparable.js";
import type { RecordedTable } from "./transitions/table.js";

/** What stands in `recorded/`. */
export interface Recordings {
  "rest-answers.json": RecordedRest;
  "deployment-answers.json": RecordedRest;
  "flow-run-transitions.json": RecordedTable;
  "task-run-transitions.json": RecordedTable;
  "task-run-events.json": RecordedEvents;
  "flow-run-history-after-bookkeeping.json": RecordedLives;
}

/** Recorded by a script of its own, `schedules/record-schedules.ts`. */
export interface RecordedInstants {
  readonly cases: Record<string, Digest>;
}

/** A file of `recorded/`, as `record.ts` wrote it. */
export function readRecording<File extends keyof Recordings>(file: File): Recordings[File] {
  return JSON.parse(readFileSync(new URL(`./recorded/${file}`, import.meta.url), "utf8")) as Recordings[File];
}
