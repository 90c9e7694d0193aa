import { command } from "../../command.js";
import { findTaskRun } from "../../find/task-run.js";
import { printLogs } from "../../logs/print-logs.js";
import { headOption, levelOption, tailOption } from "../../options/log-options.js";
import { openSession } from "../../session.js";

export const showTaskRunLogs = command("logs", "Show the log lines of one task run.")
  .argument("<id>", "its id")
  .addOption(levelOption())
  .addOption(headOption().conflicts("tail"))
  .addOption(tailOption())
  .addHelpText("after", "\nWith --json each line is one JSON object.")
  .action(async (ref, options) => {
    const session = openSession(options);
    const run = await findTaskRun(session.client, ref);
    const level = options.level === undefined ? {} : { level: { ge_: options.level } };
    const shown = await printLogs(session, { task_run_id: { any_: [run.id] }, ...level }, options);
    if (shown.length === 0) session.note(`${run.name} has no log lines.`);
  });
