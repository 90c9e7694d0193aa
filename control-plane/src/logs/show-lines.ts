import type { Log } from "kedge/contract";
import { linesByRun } from "../live/elsewhere/lines-by-run.js";
import type { Hub } from "../live/hub.js";

/** Tells those who watch of lines that were stored just now, here and elsewhere; while nobody does, nothing is built. */
export function showLines({ logs, commits }: Hub, workspaceId: string, build: () => readonly Log[]): void {
  if (!commits.logs.hasListeners) return logs.publish(workspaceId, build);
  const lines = build();
  logs.publish(workspaceId, () => lines);
  commits.logs.tell({ kind: "lines", lines: linesByRun(workspaceId, lines) });
}
