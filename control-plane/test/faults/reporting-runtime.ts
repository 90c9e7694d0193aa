import { setImmediate as nextTurn } from "node:timers/promises";
import type { Job, JobEnd, Runtime } from "@kedge/work-pools/runtimes";
import { formatMicros, type ReportInput, uuidv7 } from "kedge/contract";
import type { Outbox } from "kedge/outbox";

/** Of each run, in this order. */
export const LINES = ["first", "second", "third"];

const stamp = () => formatMicros(Date.now() * 1000);

/**
 * Jobs that take no time and start no process: each tells the life of its run through the outbox, under its fence. For
 * what happens to many runs between the plane, its workers and the database.
 */
export function reportingRuntime(outbox: Outbox, onEnded: () => void): Runtime {
  async function carryOut({ identity: { flowRunId: flow_run_id, fence } }: Job): Promise<JobEnd> {
    const enter = async (type: "RUNNING" | "COMPLETED") => {
      const state = { type, state_details: { transition_id: uuidv7() } };
      const report: ReportInput = { kind: "flow_run_state", flow_run_id, timestamp: stamp(), state, fence };
      const outcome = await outbox.propose(report, true).answer;
      return outcome?.refused === null && outcome.result?.state?.type === type;
    };
    const isMine = await enter("RUNNING");
    for (const message of LINES) {
      outbox.push({ kind: "log", line: { name: "n", level: 20, message, timestamp: stamp(), flow_run_id } });
    }
    const hasEnded = isMine && (await enter("COMPLETED"));
    onEnded();
    return hasEnded ? { kind: "exited", code: 0 } : { kind: "signalled", signal: "SIGKILL" };
  }

  return {
    type: "process",
    async start(job) {
      const ended = nextTurn(undefined).then(() => carryOut(job));
      return {
        id: `${job.identity.flowRunId} ${job.identity.fence}`,
        output: (async function* () {})(),
        ended,
        interrupt: async () => {},
        kill: async () => {},
      };
    },
  };
}
