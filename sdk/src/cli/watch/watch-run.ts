import { type FlowRun, isTerminal } from "../../contract/index.js";
import { KedgeError } from "../../errors.js";
import { createLogPrinter } from "../logs/log-printer.js";
import { clockTime } from "../output/clock-time.js";
import { durationText } from "../output/duration.js";
import { paintState, stateLine } from "../output/state-label.js";
import type { Session } from "../session.js";
import { followRun } from "./follow-run.js";
import { whatItWaitsFor } from "./what-it-waits-for.js";

/**
 * Shows a run's states and lines until its end; with `--json` as one object a line: `{"state":...}`, `{"log":...}` and at
 * last `{"flow_run":...}`. Throws RUN_NOT_COMPLETED when it ended in any other way.
 */
export async function watchRun(session: Session, run: FlowRun, signal?: AbortSignal): Promise<FlowRun> {
  const { client, screen, status } = session;
  const printer = createLogPrinter(session, (log) => ({ log }));
  const following = followRun(client, run.id, { signal });
  for (;;) {
    const next = await following.next();
    if (next.done) {
      status.clear();
      return finish(session, next.value);
    }
    const news = next.value;
    if (news.kind === "state") {
      const { state } = news;
      const dot = paintState("●", state.type, screen.paint);
      session.emit(
        { state },
        `${screen.paint.dim(clockTime(state.timestamp))}  ${dot} ${stateLine(state, screen.paint)}`,
      );
    } else if (news.kind === "logs") {
      await printer.print(news.logs, signal);
    } else if (!session.json && !isTerminal(news.run.state_type)) {
      status.show(await whatItWaitsFor(client, news.run, Date.now()));
    }
  }
}

function finish(session: Session, run: FlowRun): FlowRun {
  const took = run.total_run_time > 0 ? ` after ${durationText(run.total_run_time)}` : "";
  const completed = run.state_type === "COMPLETED";
  session.emit({ flow_run: run }, completed ? `${run.name} is COMPLETED${took}.` : null);
  if (completed) return run;
  const message = run.state?.message ? `: ${run.state.message}` : ".";
  throw new KedgeError("RUN_NOT_COMPLETED", `${run.name} ended ${run.state_type}${took}${message}`, {
    hint: `Its lines: kedge flow-run logs ${run.id}`,
  });
}
