import type { Log } from "kedge/contract";
import type { StoredLines } from "./commit-notice.js";

/** Where lines that were stored together are found again. Lines of no run are not: nothing finds them but their time. */
export function linesByRun(workspaceId: string, lines: readonly Log[]): StoredLines[] {
  const runs = new Map<string, StoredLines>();
  for (const { id, flow_run_id: runId, timestamp } of lines) {
    if (runId === null) continue;
    const known = runs.get(runId);
    if (known === undefined) runs.set(runId, [workspaceId, runId, id, id, timestamp, timestamp]);
    else {
      // Their ids grow, their times need not.
      known[3] = id;
      if (timestamp < known[4]) known[4] = timestamp;
      if (timestamp > known[5]) known[5] = timestamp;
    }
  }
  return [...runs.values()];
}
