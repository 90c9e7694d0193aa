import { listTaskRunStates, type State, type TaskRun } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findTaskRun } from "../../find/task-run.js";
import { durationText, instantText } from "../../output/duration.js";
import { oneLine } from "../../output/printable.js";
import { record } from "../../output/record.js";
import type { Screen } from "../../output/screen.js";
import { stateHistory } from "../../output/state-history.js";
import { stateLine } from "../../output/state-label.js";
import { openSession } from "../../session.js";

export const inspectTaskRun = command("inspect", "Show one task run with its states.")
  .argument("<id>", "its id")
  .action(async (ref, options) => {
    const session = openSession(options);
    const run = await findTaskRun(session.client, ref);
    const states = await session.client.call(listTaskRunStates, { query: { task_run_id: run.id } });
    session.print({ ...run, states }, (screen) => taskRunText(screen, run, states));
  });

function taskRunText(screen: Screen, run: TaskRun, states: readonly State[]): string {
  const when = (instant: string | null) => instantText(instant, screen.now);
  const fields = record(screen, [
    ["id", run.id],
    ["name", oneLine(run.name)],
    ["state", run.state && stateLine(run.state, screen.paint)],
    ["task", oneLine(run.task_key)],
    ["flow run", run.flow_run_id],
    ["tags", run.tags.length === 0 ? null : oneLine(run.tags.join(", "))],
    ["cache key", run.cache_key && oneLine(run.cache_key)],
    ["started", when(run.start_time)],
    ["ended", when(run.end_time)],
    ["run time", run.start_time === null ? null : durationText(run.total_run_time || run.estimated_run_time)],
    ["runs", run.run_count === 0 ? null : String(run.run_count)],
  ]);
  return fields + stateHistory(screen, states);
}
