import { availableParallelism, homedir, hostname } from "node:os";
import { join } from "node:path";
import { KedgeError } from "kedge/client";
import type { WorkerLog } from "./log.js";

export interface WorkerOptions {
  /** The base of the API, such as `http://127.0.0.1:4200/api`. */
  readonly apiUrl: string;
  readonly apiKey?: string | undefined;
  /** The work pool to pull from. Its type decides how runs are started. */
  readonly pool: string;
  /** Shown beside the runs it started. Default: the machine's name and the end of the session's id. */
  readonly name?: string | undefined;
  /** Runs at the same time, 1 to 1000. Default: twice the machine's cores, at least 4. */
  readonly limit?: number | undefined;
  /** Only runs of these queues. Default: all queues of the pool. */
  readonly workQueues?: readonly string[] | undefined;
  /** Pause between claims that found less than was asked for, before jitter; from 10. Default 1000. Without a channel only. */
  readonly pollIntervalMs?: number | undefined;
  /**
   * How long the plane waits for a sign of life before it takes a run for lost, in seconds, 5 to 3600. Default 30: long
   * enough for a restart of the plane, short enough that the runs of a dead worker are not missed for long.
   */
  readonly leaseSeconds?: number | undefined;
  /**
   * How runs come here. `ws`: over a WebSocket, as soon as they are due. `http`: by polling. Default `auto`: over the
   * WebSocket, and by polling while that cannot be had (a proxy that lets none through, a server that restarts).
   */
  readonly transport?: Transport | undefined;
  /** How long a cancelled run may take to end by itself before it is killed. Default 30. */
  readonly gracePeriodSeconds?: number | undefined;
  /**
   * Processes that wait with the SDK loaded, so that TypeScript and JavaScript runs begin in about a third of the time; 0 to
   * 64, never more than `limit`. Each has 80 MB resident, half of them shared. Only for pools of type `process`. Default 1.
   */
  readonly warm?: number | undefined;
  /** What runs inherit from this machine, the worker's secrets excepted. Default: this process's environment. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /**
   * The folder where reports wait until the plane has them, and where runs that are started here leave theirs. Default: none, and
   * what cannot be reported while the worker lives is lost.
   */
  readonly outboxPath?: string | undefined;
  readonly log: WorkerLog;
}

export const Transport = { AUTO: "auto", WS: "ws", HTTP: "http" } as const;
export type Transport = (typeof Transport)[keyof typeof Transport];

/** The options with their defaults, in the units the code computes with. */
export interface WorkerConfig {
  readonly pool: string;
  readonly name: string;
  readonly limit: number;
  readonly workQueues: readonly string[];
  readonly transport: Transport;
  readonly pollIntervalMs: number;
  readonly leaseMs: number;
  readonly gracePeriodMs: number;
  readonly killGracePeriodMs: number;
  readonly warm: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where this machine's workers note what they have running, for the next one to find. */
  readonly jobsFolder: string;
}

const LEASE_SECONDS = 30;

/** A second Ctrl-C wants the terminal back: just enough for a run to report that it was stopped. */
const KILL_GRACE_PERIOD_MS = 3000;

/** More would take their memory from the runs: what is taken is replaced within half a second. */
const MOST_WARM = 64;

/** The contract's bound of one renewal. */
const MOST_AT_ONCE = 1000;

export function compileOptions(options: WorkerOptions, sessionId: string): WorkerConfig {
  const limit = within("limit", 1, options.limit ?? Math.max(4, 2 * availableParallelism()), MOST_AT_ONCE);
  const environment = options.environment ?? process.env;
  return {
    pool: options.pool,
    name: options.name ?? `${hostname()}-${sessionId.slice(-6)}`,
    limit,
    workQueues: options.workQueues ?? [],
    transport: options.transport ?? Transport.AUTO,
    pollIntervalMs: within("pollIntervalMs", 10, options.pollIntervalMs ?? 1000),
    leaseMs: 1000 * within("leaseSeconds", 5, options.leaseSeconds ?? LEASE_SECONDS, 3600),
    gracePeriodMs: 1000 * within("gracePeriodSeconds", 0, options.gracePeriodSeconds ?? 30),
    killGracePeriodMs: KILL_GRACE_PERIOD_MS,
    warm: Math.min(limit, within("warm", 0, options.warm ?? 1, MOST_WARM)),
    environment,
    jobsFolder: join(environment["KEDGE_HOME"] ?? join(homedir(), ".kedge"), "jobs"),
  };
}

function within(name: string, least: number, value: number, most = Infinity): number {
  if (value >= least && value <= most) return value;
  const bounds = most === Infinity ? `at least ${least}` : `${least} to ${most}`;
  throw new KedgeError("INVALID_OPTION", `The worker's option ${name} must be ${bounds}, not ${value}.`);
}
