import type { Client } from "../../client/index.js";
import { filterTaskRuns, type Log } from "../../contract/index.js";

/** Says which task a line is from. */
export interface TaskNames {
  /** Looks up, in one request, the tasks of these lines that are not known yet. */
  learn(logs: readonly Log[], signal?: AbortSignal): Promise<void>;
  /** The name of the line's task run; null for a line of the flow, or of a task that the server has not heard of yet. */
  of(log: Log): string | null;
}

/** As many ids as one answer has room for. */
const AT_ONCE = 200;

export function createTaskNames(client: Client): TaskNames {
  const names = new Map<string, string>();
  return {
    async learn(logs, signal) {
      const unknown = new Set(logs.flatMap(({ task_run_id: id }) => (id === null || names.has(id) ? [] : [id])));
      const ids = [...unknown];
      for (let start = 0; start < ids.length; start += AT_ONCE) {
        const body = { task_runs: { id: { any_: ids.slice(start, start + AT_ONCE) } } };
        for (const run of await client.call(filterTaskRuns, { body, signal })) names.set(run.id, run.name);
      }
    },
    of: ({ task_run_id: id }) => (id === null ? null : (names.get(id) ?? null)),
  };
}
