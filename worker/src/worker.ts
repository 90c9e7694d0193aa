import { RUNTIME_TYPES, type Runtime, runtimeOf } from "@kedge/work-pools/runtimes";
import { createClient, KedgeError } from "kedge/client";
import { type ClaimedRun, uuidv7, type WorkPool } from "kedge/contract";
import { type OutboxMachine, sendOverHttp } from "kedge/outbox";
import { Attempt } from "./attempt.js";
import { Bell } from "./bell.js";
import { Channel } from "./channel/channel.js";
import { type Clock, systemClock } from "./clock.js";
import { compileOptions, Transport, type WorkerConfig, type WorkerOptions } from "./config.js";
import { DiskWatch, type DiskWatchOptions } from "./disk-watch.js";
import { findPool } from "./find-pool.js";
import { Gate } from "./gate.js";
import { connectPlane, type Plane } from "./plane.js";
import { pollLoop } from "./poll-loop.js";
import { RecentSet } from "./recent-set.js";
import { reapRemnants, reportRemnants } from "./remnants.js";
import { leaseEnd, renewLoop } from "./renew-loop.js";
import { channelUrl, claimRequest, helloOf, renewRequest } from "./requests.js";
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
  /** The disk of the outbox, and what else it needs of its machine. */
  readonly outboxMachine: Partial<OutboxMachine>;
}

const SYSTEM: WorkerDependencies = {
  clock: systemClock,
  random: Math.random,
  connectPlane,
  runtimeOf,
  outboxMachine: {},
};

/** Claims that are told from repeats. A repeat comes within seconds. */
const MOST_REMEMBERED = 5000;

/**
 * Starts pulling runs from a work pool; waits for a plane that is away. Rejects when the plane's address is wrong, the plane
 * refuses the key or has no such pool, or the pool is of a type that this worker has no runtime for.
 */
export async function startWorker(
  options: WorkerOptions,
  dependencies: Partial<WorkerDependencies> = {},
): Promise<Worker> {
  const parts = { ...SYSTEM, ...dependencies };
  const { clock, random } = parts;
  // Leases hang on the session. What was claimed for it and not heard of comes with its renewals.
  const sessionId = uuidv7();
  const config = compileOptions(options, sessionId);
  const { pollIntervalMs, leaseMs, transport } = config;
  const { log } = options;
  const slots = new Slots(config.limit);
  const begun = new RecentSet<string>(MOST_REMEMBERED);
  const bell = new Bell();
  const polls = new Gate();
  const noMoreClaims = new AbortController();
  const stopNow = new AbortController();
  const allReported = new AbortController();

  let asked = 0;
  const channel = new Channel({
    url: channelUrl(options.apiUrl, config.pool),
    apiKey: options.apiKey,
    hello: () => helloOf(sessionId, slots.free - asked, config),
    free: () => (noMoreClaims.signal.aborted ? 0 : slots.free - asked),
    onAssign: (run) => {
      start(run, clock.monotonic());
      // When exactly the lease began is not known here: the renewal says until when it holds.
      bell.ring();
    },
    onStop: ({ flow_run_id, fence, reason }) => {
      for (const attempt of slots.active) {
        if (attempt.id === flow_run_id && attempt.fence === fence) attempt.stop(reason);
      }
    },
    onChange: (isUp) => {
      if (isUp) polls.shut();
      else if (transport !== Transport.WS) polls.open();
      // What was on its way when it was lost, and what was not heard meanwhile.
      bell.ring();
    },
    clock,
    random,
    log,
  });
  const connected = parts.connectPlane({ ...options, channel: transport === Transport.HTTP ? undefined : channel });
  const diskBell = new Bell();
  const saved = savedPlaneOf(connected, options, { ...parts, onTrouble: () => diskBell.ring() });
  const plane = saved ?? connected;
  const disk =
    saved &&
    diskWatchOf(
      saved,
      { slots, bell: diskBell, onChange: () => channel.count(), clock, log },
      { ...config, sessionId },
    );
  await disk?.look();
  const runtime = runtimeFor(await findPool({ plane, pool: config.pool, clock, random, log }), config, {
    ...parts,
    log,
  });
  const remnants = await reapRemnants(runtime, log);
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

  /** A run may be handed over twice, when a connection was lost in between; its fence tells. */
  function start(run: ClaimedRun, sentAt: number): void {
    if (!begun.add(`${run.flow_run.id} ${run.fence}`)) return;
    const attempt = new Attempt(run, leaseEnd(sentAt, leaseMs));
    if (run.flow_run.state?.type === "CANCELLING") attempt.stop("cancelled");
    if (stopNow.signal.aborted) attempt.stop("worker-stopped");
    void slots.hold(attempt, () => executeRun(attempt, execution)).then(() => channel.count(attempt.id));
  }
  const claim = async (free: number) => {
    asked = free;
    try {
      return await plane.claim(config.pool, claimRequest(free, sessionId, config));
    } finally {
      asked = 0;
      channel.count();
    }
  };
  // It may have been carried out: the next renewal is answered with the runs that were claimed.
  const onUnanswered = () => bell.ring();
  if (transport === Transport.WS) polls.shut();
  const keeping = transport === Transport.HTTP ? Promise.resolve() : channel.keep(allReported.signal);
  // So that a worker with a channel never polls; a hanging one does not hold up the first poll for long.
  const polling = (transport === Transport.HTTP ? Promise.resolve() : channel.settled()).then(() =>
    pollLoop(
      { claim, onUnanswered, start, slots, gate: polls, pollIntervalMs, clock, random, log },
      noMoreClaims.signal,
    ),
  );
  const renewing = renewLoop(
    {
      renew: (attempts, signal) => plane.renew(sessionId, renewRequest(attempts, config), signal),
      onUnheard(runs, sentAt) {
        // One that finds no room is told of again.
        for (const run of runs) if (slots.free > asked) start(run, sentAt);
      },
      hearsCancels: () => channel.isUp,
      bell,
      slots,
      leaseMs,
      clock,
      log,
    },
    allReported.signal,
  );

  const watching = disk?.keep(allReported.signal);
  const leftovers =
    saved === undefined
      ? undefined
      : reportingRemnants.then(() => deliverNowAndThen(saved, slots, clock, allReported.signal));

  async function runToTheEnd(): Promise<void> {
    await polling;
    // An assignment on its way is ours from then on.
    await channel.drain();
    await Promise.all([slots.idle(), reportingRemnants, runtime.close?.()]);
    allReported.abort();
    await Promise.all([renewing, keeping, watching, leftovers]);
    await saved?.close();
    log.info("The worker has ended");
  }
  const drained = runToTheEnd();
  log.info(`Worker ${config.name} pulls from ${config.pool}, ${config.limit} runs at most`);

  return {
    name: config.name,
    pool: config.pool,
    get active() {
      return slots.active.length;
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
  plane: Plane,
  { outboxPath: root, apiUrl, apiKey, log }: WorkerOptions,
  {
    clock,
    outboxMachine: machine,
    onTrouble,
  }: Pick<WorkerDependencies, "clock" | "outboxMachine"> & { readonly onTrouble: () => void },
): SavedPlane | undefined {
  if (root === undefined) return undefined;
  // The outbox repeats by itself, and must know at once that nobody answers.
  const send = sendOverHttp(createClient({ apiUrl, apiKey, retry: { retries: 0 }, timeoutSeconds: 20 }));
  return savePlane(plane, { root, apiUrl, send, clock, log, machine, onTrouble });
}

function diskWatchOf(
  saved: SavedPlane,
  options: Omit<DiskWatchOptions, "problem" | "tell">,
  { pool, name, sessionId: session_id }: Pick<WorkerConfig, "pool" | "name"> & { readonly sessionId: string },
): DiskWatch {
  return new DiskWatch({
    ...options,
    problem: () => saved.problem(),
    tell: (trouble) => saved.noteTrouble(pool, name, { session_id, trouble }),
  });
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
