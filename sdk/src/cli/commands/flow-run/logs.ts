import { isTerminal } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findFlowRun } from "../../find/flow-run.js";
import { createLogTail } from "../../logs/log-tail.js";
import { createLogPrinter } from "../../logs/log-printer.js";
import { printLogs } from "../../logs/print-logs.js";
import { headOption, levelOption, tailOption } from "../../options/log-options.js";
import { openSession } from "../../session.js";
import { followRun } from "../../watch/follow-run.js";

export const showFlowRunLogs = command("logs", "Show the log lines of a flow run and its tasks.")
  .argument("<run>", "its id or name")
  .addOption(levelOption())
  .addOption(headOption().conflicts(["tail", "follow"]))
  .addOption(tailOption())
  .option("-f, --follow", "go on with new lines until the run has ended")
  .addHelpText("after", "\nWith --json each line is one JSON object.")
  .action(async (ref, options) => {
    const session = openSession(options);
    const run = await findFlowRun(session.client, ref);
    const level = options.level === undefined ? {} : { level: { ge_: options.level } };
    const filter = { flow_run_id: { any_: [run.id] }, ...level };
    if (!options.follow) {
      const shown = await printLogs(session, filter, options);
      if (shown.length === 0) session.note(`${run.name} has no log lines${isTerminal(run.state_type) ? "" : " yet"}.`);
      return;
    }
    const shown = options.tail === undefined ? [] : await printLogs(session, filter, options);
    const logs = createLogTail(session.client, filter, shown);
    const printer = createLogPrinter(session);
    for await (const news of followRun(session.client, run.id, { logs })) {
      if (news.kind === "logs") await printer.print(news.logs);
    }
  });
