import { formatMicros, StateName } from "kedge/contract";
import { PASS, reject } from "../../rule.js";
import { states } from "../../state-sets.js";
import type { TaskRunRule, TaskRunSnapshot } from "../../task-run-snapshot.js";

/**
 * A failure with retries left becomes a wait for the next attempt, unless the client has judged it to be pointless
 * (`retriable: false`).
 */
export const retryFailedTasks: TaskRunRule = {
  name: "retry-failed-tasks",
  from: states("RUNNING"),
  to: states("FAILED"),
  judge({ proposed, run, now }) {
    if (run.retries === null || run.runCount > run.retries || proposed.details.retriable === false) return PASS;
    const scheduledTime = formatMicros(now + Math.round(retryDelaySeconds(run) * 1e6));
    return reject(`Attempt ${run.runCount} of ${run.retries + 1} failed; the next one follows.`, {
      ...proposed,
      type: "SCHEDULED",
      name: StateName.AWAITING_RETRY,
      details: { scheduled_time: scheduledTime },
    });
  },
};

type Delay = Pick<TaskRunSnapshot, "runCount" | "retryDelaySeconds" | "retryJitterFactor" | "draw">;

/**
 * The delay before the next attempt. With a jitter factor it lies between (1 - factor) and (1 + factor) times the plain
 * delay, short ones more often than long ones, as gaps between independent arrivals are.
 */
export function retryDelaySeconds({
  runCount,
  retryDelaySeconds: delay,
  retryJitterFactor: factor,
  draw,
}: Delay): number {
  const plain = typeof delay === "number" ? delay : (delay[Math.min(runCount, delay.length) - 1] ?? 0);
  if (!factor || factor < 0 || plain <= 0) return plain;
  const [least, most] = [Math.exp(-Math.max(0, 1 - factor)), Math.exp(-(1 + factor))];
  return -plain * Math.log(least + (most - least) * draw);
}
