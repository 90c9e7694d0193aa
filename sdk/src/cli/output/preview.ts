import type { ClaimBlocker, PreviewedRun } from "../../contract/index.js";
import { relativeTime } from "./duration.js";
import type { Screen } from "./screen.js";
import { table } from "./table.js";

const REASONS: Record<ClaimBlocker, string> = {
  pool_paused: "pool is paused",
  queue_paused: "queue is paused",
  pool_limit: "pool is full",
  queue_limit: "queue is full",
  concurrency_limit: "limit is full",
  not_yet_due: "not yet due",
};

/** Waiting runs in the order in which they would be claimed. */
export function previewTable(screen: Screen, runs: readonly PreviewedRun[], empty: string): string {
  return table(
    screen,
    [
      { title: "RUN", text: ({ flow_run: run }) => run.name },
      { title: "ID", text: ({ flow_run: run }) => run.id },
      { title: "QUEUE", text: (run) => `${run.work_queue_name} (${run.priority})` },
      { title: "DUE", text: ({ flow_run: run }) => dueText(run.next_scheduled_start_time, screen.now) },
      {
        title: "NEXT",
        text: ({ blocked_by }) => (blocked_by === null ? "yes" : `no: ${REASONS[blocked_by]}`),
        paint: (text, { blocked_by }, paint) => (blocked_by === null ? paint.green(text) : paint.dim(text)),
      },
    ],
    runs,
    empty,
  );
}

function dueText(instant: string | null, now: number): string {
  return instant === null ? "-" : relativeTime(instant, now);
}
