import { createClient, PlaneError } from "../client/index.js";
import type { Settings } from "../config/settings.js";
import {
  ErrorCode,
  type LogCreate,
  type ReportInput,
  type ReportOutcome,
  type TransitionResult,
} from "../contract/index.js";
import { sendable } from "../logging/sendable.js";
import { deliverLeftovers, Outbox, type SendBatch, sendOverHttp } from "../outbox/index.js";
import { CancelledRun, CrashedRun } from "../states/index.js";
import type { FlowRun } from "./flow/flow-run.js";
import type { TaskRunRecord } from "./task/recorder.js";

/** How long a program that no worker watches waits at its end for a server that does not answer. */
const LAST_PATIENCE_MILLIS = 30_000;
/** How long its end may take for what earlier programs have left. */
const LEFTOVERS_MILLIS = 5000;

/** The outbox as the runs of a process use it. */
export interface SessionOutbox {
  readonly recorder: {
    push(record: TaskRunRecord): void;
    room(): Promise<void> | undefined;
    flush(): Promise<void>;
    takeWaiting(): readonly TaskRunRecord[];
  };
  readonly logs: { push(line: LogCreate): void; flush(): Promise<void>; takeWaiting(): readonly LogCreate[] };
  /**
   * Proposes a state of a run in its place behind all other reports. Undefined when the plane is away, unless it has to be waited
   * for, and when the run is stopped while it is.
   */
  propose(run: FlowRun, report: ReportInput, mustBeAnswered: boolean): Promise<TransitionResult | undefined>;
  /** Resolves when the plane has everything, or the disk has it and who will deliver it is known. */
  flush(): Promise<void>;
  /** Leaves nothing on the disk when the plane has everything. For a program that ends itself; others do it when they end. */
  close(): Promise<void>;
  /** For an exit handler; see `Outbox.leave`. */
  leave(report?: ReportInput): string | undefined;
}

export function openSessionOutbox(
  settings: Settings,
  fence: string | undefined,
  warn: (problem: string) => void,
): SessionOutbox | undefined {
  const { outboxPath: root, apiUrl, apiKey, flowRunId } = settings;
  if (root === undefined) return undefined;
  // The outbox repeats by itself, and must know at once that nobody answers.
  const send = sendOverHttp(createClient({ apiUrl, apiKey, fence, retry: { retries: 0 }, timeoutSeconds: 20 }));
  const decidedHere = new Map<string, FlowRun>();
  const outbox = new Outbox({
    root,
    note: { apiUrl, flowRunId: flowRunId ?? null },
    send,
    onAway: (error) =>
      warn(
        `The server at ${apiUrl} does not answer: ${reasonOf(error)}. The run goes on; what it reports is kept in ${root}.`,
      ),
    onBack: () => warn(`The server at ${apiUrl} answers again; what was kept is being delivered.`),
    onTrouble: (problem) =>
      warn(
        problem === undefined ? "The outbox is written again." : `The outbox in ${root} cannot be written: ${problem}`,
      ),
    onOutcome: (outcome) => contradict(decidedHere, outcome),
  });
  let hasLookedForLeftovers = false;
  let isToBeCleared = false;

  /** Not after each run: a program that makes many would make a folder for each. */
  function clearAtTheEnd(): void {
    if (isToBeCleared) return;
    isToBeCleared = true;
    process.once("beforeExit", () => {
      isToBeCleared = false;
      void saved.close();
    });
  }

  const saved: SessionOutbox = {
    recorder: {
      push: (record) => outbox.push({ kind: "task_run", record }),
      room: () => outbox.room(),
      // Order is the outbox's own: whoever sees a flow run's end finds its task runs before it.
      flush: () => Promise.resolve(),
      takeWaiting: () => [],
    },
    logs: {
      push: (line) => outbox.push({ kind: "log", line: { ...line, message: sendable(line.message) } }),
      flush: () => Promise.resolve(),
      takeWaiting: () => [],
    },
    async propose(run, report, mustBeAnswered) {
      const { seq, answer, durable } = outbox.propose(report, mustBeAnswered);
      const outcome = await Promise.race([answer, aborted(run.stopSignal, mustBeAnswered)]);
      if (outcome !== undefined) return resultOf(outcome);
      decidedHere.set(String(seq), run);
      if (!mustBeAnswered) await durable;
      return undefined;
    },
    async flush() {
      await outbox.flush();
      if (outbox.undelivered > 0 && flowRunId === undefined) await lastPatience(outbox, root, warn);
      if (outbox.undelivered === 0 && flowRunId === undefined && !hasLookedForLeftovers) {
        hasLookedForLeftovers = true;
        await deliverWhatOthersLeft(root, apiUrl, send, warn);
      }
      clearAtTheEnd();
    },
    async close() {
      await outbox.rest().catch((error: unknown) => warn(`The outbox in ${root} was not cleared: ${String(error)}`));
    },
    leave: (report) => outbox.leave(report),
  };
  return saved;
}

async function lastPatience(outbox: Outbox, root: string, warn: (problem: string) => void): Promise<void> {
  await outbox.delivered(AbortSignal.timeout(LAST_PATIENCE_MILLIS));
  if (outbox.undelivered === 0) return;
  warn(
    `${outbox.undelivered} reports could not be delivered. They are kept in ${root}, and the next run delivers them.`,
  );
}

async function deliverWhatOthersLeft(
  root: string,
  apiUrl: string,
  send: SendBatch,
  warn: (problem: string) => void,
): Promise<void> {
  try {
    const signal = AbortSignal.timeout(LEFTOVERS_MILLIS);
    const { spools, reports, damaged } = await deliverLeftovers({ root, apiUrl, send, signal });
    if (spools > 0 && reports > 0) warn(`Delivered ${reports} reports that earlier runs had left in ${root}.`);
    if (damaged > 0) warn(`Some that earlier runs had left are lost: ${root} was damaged; see its folder damaged.`);
  } catch (error) {
    // Not this run's business: they stay where they are.
    warn(`What earlier runs have left in ${root} was not delivered: ${String(error)}`);
  }
}

function resultOf({ result, refused }: ReportOutcome): TransitionResult {
  if (result !== null) return result;
  throw new PlaneError(refused?.code ?? ErrorCode.INTERNAL, refused?.message ?? "The report was not applied.", {
    status: refused?.code === ErrorCode.STALE_FENCE ? 409 : 422,
  });
}

/** The plane says, once it is back, that it sees a run otherwise than what was decided without it. */
function contradict(decidedHere: Map<string, FlowRun>, { seq, result, refused }: ReportOutcome): void {
  const run = decidedHere.get(String(seq));
  decidedHere.delete(String(seq));
  if (run === undefined) return;
  if (refused !== null) return run.stop(new CrashedRun(`The attempt has lost its run: ${refused.message}`));
  const type = result?.status === "ACCEPT" ? undefined : result?.state?.type;
  if (type === "CANCELLING" || type === "CANCELLED") run.stop(new CancelledRun("The run was cancelled."));
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Never, for who can go on without an answer. */
function aborted(signal: AbortSignal, isAwaited: boolean): Promise<undefined> {
  return new Promise((resolve) => {
    if (!isAwaited) return;
    if (signal.aborted) return resolve(undefined);
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
}
