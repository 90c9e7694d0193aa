import { RUNTIME_TYPES, type Runtime, runtimeOf } from "@kedge/work-pools/runtimes";
import { createClient, KedgeError } from "kedge/client";
import { type ClaimedRun, uuidv7, type WorkPool } from "kedge/contract";
import { sendOverHttp } from "kedge/outbox";
import { Attempt } from "./attempt.js";
import { type Clock, systemClock } from "./clock.js";
import { compileOptions, type WorkerConfig, type WorkerOptions } from "./config.js";
import { connectPlane, type Plane } from "./plane.js";
import { pollLoop } from "./poll-loop.js";
import { reapRemnants, reportRemnants } from "./remnants.js";
import { leaseEnd, renewLoop, type RenewLoopOptions } from "./renew-loop.js";
import { executeRun } from "./run-executor.js";
import { type SavedPlane, savePlane } from "./saved-plane.js";
import { Slots } from "./slots.js";

export interface Worker {
  readonly name: string;
  readonly pool: string;
  /** Runs in hand right now. */
  readonly active: number;
  /** Takes no more runs and ends when those in hand have; resolves then. */
  drain(): Promise<void>;
  /** Stops the runs in hand within seconds, reports them as crashed and ends; resolves then. */
  kill(): Promise<void>;
  /** Resolves when the worker has ended. */
  readonly drained: Promise<void>;
}

/** What the worker is not made of: time, chance, the way to the plane and what starts jobs. For tests and the simulation. */
export interface WorkerDependencies {
  readonly clock: Clock;
  readonly random: () => number;
  readonly connectPlane: typeof connectPlane;
  readonly runtimeOf: typeof runtimeOf;
}

const SYSTEM: WorkerDependencies = { clock: systemClock, random: Math.random, connectPlane, runtimeOf };

/**
 * Starts pulling runs from a work pool. Rejects when the plane cannot be reached, has no such pool, or the pool is of a
 * type that this worker has no runtime for.
 */
export async function startWorker(
  options: WorkerOptions,
  dependencies: Partial<WorkerDependencies> = {},
): Promise<Worker> {
  const parts = { ...SYSTEM, ...dependencies };
  const { clock, random } = parts;
  // Leases hang on the session. After a claim whose answer was lost it is left behind, with what may have been claimed: it
  // is renewed no longer than runs of it are in hand, and when it lapses the plane takes back what nobody knows of.
  let sessionId = uuidv7();
  const config = compileOptions(options, sessionId);
  const saved = savedPlaneOf(options, parts);
  const plane = saved ?? parts.connectPlane(options);
  const { log } = options;
  const runtime = runtimeFor(await plane.readWorkPool(config.pool), config, { ...parts, log });
  const remnants = await reapRemnants(runtime, log);
  const slots = new Slots(config.limit);
  const noMoreClaims = new AbortController();
  const stopNow = new AbortController();
  const allReported = new AbortController();
  const execution = {
    plane,
    runtime,
    connection: { apiUrl: options.apiUrl, apiKey: options.apiKey, outboxPath: options.outboxPath },
    workerName: config.name,
    gracePeriodMs: config.gracePeriodMs,
    killGracePeriodMs: config.killGracePeriodMs,
    stopNow: stopNow.signal,
    clock,
    random,
    log,
  };

  const reportingRemnants = reportRemnants(remnants, execution);

  function start(run: ClaimedRun, sentAt: number): void {
    const attempt = new Attempt(run, sessionId, leaseEnd(sentAt, config.leaseMs));
    if (stopNow.signal.aborted) attempt.stop("worker-stopped");
    void slots.hold(attempt, () => executeRun(attempt, execution));
  }
  const claim = (free: number) => plane.claim(config.pool, claimRequest(free, sessionId, config));
  const onUnanswered = () => (sessionId = uuidv7());
  const { pollIntervalMs, leaseMs } = config;
  const polling = pollLoop(
    { claim, onUnanswered, start, slots, pollIntervalMs, clock, random, log },
    noMoreClaims.signal,
  );

  const renew: RenewLoopOptions["renew"] = (session, attempts, signal) =>
    plane.renew(session, renewRequest(attempts, config), signal);
  const renewing = renewLoop({ renew, slots, leaseMs, clock, log }, allReported.signal);

  const leftovers =
    saved === undefined
      ? undefined
      : reportingRemnants.then(() => deliverNowAndThen(saved, slots, clock, allReported.signal));

  async function runToTheEnd(): Promise<void> {
    await polling;
    await Promise.all([slots.idle(), reportingRemnants, runtime.close?.()]);
    allReported.abort();
    await Promise.all([renewing, leftovers]);
    await saved?.close();
    log.info("The worker has ended");
  }
  const drained = runToTheEnd();
  log.info(`Worker ${config.name} pulls from ${config.pool}, ${config.limit} runs at most`);

  return {
    name: config.name,
    pool: config.pool,
    get active() {
      return config.limit - slots.free;
    },
    drained,
    drain() {
      noMoreClaims.abort();
      return drained;
    },
    kill() {
      noMoreClaims.abort();
      stopNow.abort();
      for (const attempt of slots.active) attempt.stop("worker-stopped");
      return drained;
    },
  };
}

/** Runs outlive the worker that started them: what they leave is found here later. */
async function deliverNowAndThen(saved: SavedPlane, slots: Slots, clock: Clock, signal: AbortSignal): Promise<void> {
  const isInHand = (flowRunId: string) => slots.active.some(({ id }) => id === flowRunId);
  while (!signal.aborted) {
    await saved.deliverLeftovers(signal, isInHand);
    await clock.wait(BETWEEN_LEFTOVERS_MS, signal);
  }
}

const BETWEEN_LEFTOVERS_MS = 60_000;

/** Undefined without a folder to save in. */
function savedPlaneOf(
  { outboxPath: root, apiUrl, apiKey, log }: WorkerOptions,
  { clock, connectPlane }: WorkerDependencies,
): SavedPlane | undefined {
  if (root === undefined) return undefined;
  // The outbox repeats by itself, and must know at once that nobody answers.
  const send = sendOverHttp(createClient({ apiUrl, apiKey, retry: { retries: 0 }, timeoutSeconds: 20 }));
  return savePlane(connectPlane({ apiUrl, apiKey }), { root, apiUrl, send, clock, log });
}

function runtimeFor(
  pool: WorkPool,
  { environment, jobsFolder, warm }: WorkerConfig,
  { runtimeOf, log }: Pick<WorkerDependencies, "runtimeOf"> & Pick<WorkerOptions, "log">,
): Runtime {
  const runtime = runtimeOf(pool.type, {
    environment,
    jobsFolder,
    warm: { size: warm, onFailure: (problem) => log.warn(problem) },
  });
  if (runtime !== undefined) return runtime;
  throw new KedgeError(
    "UNKNOWN_RUNTIME",
    `The work pool ${pool.name} is of type ${pool.type}, which this worker cannot start.`,
    {
      hint: `It can start: ${RUNTIME_TYPES.join(", ")}. Use a pool of such a type, or another worker for this one.`,
    },
  );
}

function claimRequest(slots: number, sessionId: string, config: WorkerConfig): Parameters<Plane["claim"]>[1] {
  return {
    session_id: sessionId,
    worker_name: config.name,
    slots,
    work_queue_names: [...config.workQueues],
    lease_seconds: config.leaseMs / 1000,
  };
}

function renewRequest(attempts: readonly Attempt[], config: WorkerConfig): Parameters<Plane["renew"]>[1] {
  return {
    lease_seconds: config.leaseMs / 1000,
    runs: attempts.map(({ id, fence }) => ({ flow_run_id: id, fence })),
  };
}
