import { join } from "node:path";
import { PlaneError } from "kedge/client";
import {
  ErrorCode,
  fenceHeader,
  formatMicros,
  type ReportInput,
  type ReportOutcome,
  type TransitionResult,
} from "kedge/contract";
import {
  deliverLeftovers,
  type DeliverLeftoversOptions,
  Outbox,
  type OutboxMachine,
  type SendBatch,
} from "kedge/outbox";
import type { Clock } from "./clock.js";
import type { WorkerLog } from "./log.js";
import { isRepeat, messageOf, type Plane, type RunPlane } from "./plane.js";

/** How long a worker that ends waits for a plane that was away. */
const LAST_TRY_MS = 5000;

export interface SavedPlaneOptions {
  /** The folder of this machine's spools, which the runs that are started here write to as well. */
  readonly root: string;
  readonly apiUrl: string;
  readonly send: SendBatch;
  /** Told when the disk stops taking reports, and when it takes them again. */
  readonly onTrouble: () => void;
  readonly clock: Clock;
  readonly log: WorkerLog;
  readonly machine?: Partial<OutboxMachine>;
}

export interface SavedPlane extends Plane {
  /** Why no new runs should be taken on account of the disk, in words. */
  problem(): Promise<string | undefined>;
  /**
   * Delivers what earlier workers have left on this machine, and runs except those in hand, whose end decides when. Resolves
   * when nothing is left, or `signal` aborts.
   */
  deliverLeftovers(signal: AbortSignal, isInHand: (flowRunId: string) => boolean): Promise<void>;
  /** What is not delivered by then stays on the disk, for the next worker here. */
  close(): Promise<void>;
}

/** The plane with an outbox before it: what the worker reports is on the disk before anything else happens to it. */
export function savePlane(plane: Plane, options: SavedPlaneOptions): SavedPlane {
  const { root, apiUrl, send, clock, log, machine = {} } = options;
  const outbox = new Outbox({
    root,
    note: { apiUrl, flowRunId: null },
    send,
    onAway: (error) => log.warn("The plane takes no reports; they are kept", { outbox: root, error: messageOf(error) }),
    onBack: () => log.info("The plane takes reports again"),
    onTrouble(problem) {
      if (problem === undefined) log.info("The outbox is written again", { outbox: root });
      else log.error("The outbox cannot be written", { outbox: root, error: problem });
      options.onTrouble();
    },
    machine,
  });

  async function deliver(
    signal: AbortSignal,
    which: Pick<DeliverLeftoversOptions, "flowRunId" | "isSeenTo">,
  ): Promise<void> {
    try {
      const { spools, reports, damaged } = await deliverLeftovers({ root, apiUrl, send, signal, machine, ...which });
      if (reports > 0) log.info("Delivered what was left in the outbox", { outbox: root, spools, reports });
      if (damaged > 0) {
        const kept = join(root, "damaged");
        log.error("Reports are lost: the outbox was damaged; the server shows which runs are uncertain", {
          damaged,
          kept,
        });
      }
    } catch (error) {
      // It stays where it is, for the next worker.
      log.warn("What was left in the outbox was not delivered", { outbox: root, error: messageOf(error) });
    }
  }

  function savedRun(flowRunId: string, fence: string): RunPlane {
    const attempt = fenceHeader(flowRunId, fence);
    const stateReport = (state: Parameters<RunPlane["proposeState"]>[0]): ReportInput => ({
      kind: "flow_run_state",
      flow_run_id: flowRunId,
      timestamp: formatMicros(clock.now()),
      state,
      fence: attempt,
    });
    return {
      ...plane.forRun(flowRunId, fence),
      async proposeState(state, patience) {
        const { answer } = outbox.propose(stateReport(state), true);
        // Whoever has no more patience still waits for a plane that answers.
        const outcome = await unlessAborted(patience, answer, () => outbox.flush());
        if (outcome === undefined) throw new Error("The plane has not answered; the report is kept in the outbox.");
        const result = resultOf(outcome);
        return result.status === "ACCEPT" || isRepeat(state, result.state);
      },
      async writeLogs(lines) {
        for (const line of lines) outbox.push({ kind: "log", line });
        await outbox.room();
      },
      async leaveWord(state) {
        await outbox.propose(stateReport(state), true).durable;
      },
      collect: (signal) => deliver(signal, { flowRunId }),
    };
  }

  return {
    ...plane,
    forRun: savedRun,
    problem: () => outbox.problem(),
    deliverLeftovers: (signal, isInHand) => deliver(signal, { isSeenTo: isInHand }),
    async close() {
      // A plane that is back may not have been noticed yet, and what is left then waits for another worker.
      const tried = new AbortController();
      await Promise.race([outbox.tryNow(), clock.wait(LAST_TRY_MS, tried.signal)]);
      tried.abort();
      await outbox.flush();
      await outbox.close();
    },
  };
}

function resultOf({ result, refused }: ReportOutcome): TransitionResult {
  if (result !== null) return result;
  const code = refused?.code ?? ErrorCode.INTERNAL;
  const status = code === ErrorCode.STALE_FENCE ? 409 : 422;
  throw new PlaneError(code, refused?.message ?? "The report was not applied.", { status });
}

/**
 * What is answered; once the signal is aborted, what comes of `instead`. Leaves nothing on the signal: it hangs on one that
 * lives as long as the worker, and a listener for each run would stay with it (1.3 KB, measured).
 */
async function unlessAborted<T, U>(signal: AbortSignal, answer: Promise<T>, instead: () => Promise<U>): Promise<T | U> {
  let onAbort = () => {};
  const aborted = new Promise<void>((resolve) => {
    onAbort = resolve;
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) resolve();
  });
  try {
    return await Promise.race([answer, aborted.then(instead)]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
