import type { FlowRunPolicy, OnDisconnect } from "kedge/contract";
import type { HistoryState } from "../../../control-plane/src/verify/flow-run-history/read-histories.js";

/** A run as the database has it; instants in microseconds. */
export interface RunRow {
  readonly id: string;
  readonly name: string;
  readonly poolId: string;
  readonly queueId: string;
  readonly limitId: string | null;
  readonly idempotencyKey: string;
  /** How often a lost attempt is followed by another; null: never. */
  readonly crashRetries: number | null;
  crashes: number;
  readonly onDisconnect: OnDisconnect;
  attempt: number;
  epoch: number;
  counter: number;
  pid: string | null;
  /** Oldest first; the last one is the current state. */
  history: HistoryState[];
  runCount: number;
  policy: Pick<FlowRunPolicy, "retries" | "retry_delay" | "retry_type" | "resuming" | "pause_keys">;
  /** When a worker may take it; null: not in the due list. */
  due: number | null;
}

export interface SessionRow {
  readonly id: string;
  readonly workerName: string;
  expiresAt: number;
}

/** A run has one at most: it is kept by the run's id. */
export interface LeaseRow {
  readonly runId: string;
  readonly sessionId: string;
  readonly poolId: string;
  readonly queueId: string;
  readonly limitId: string | null;
  readonly attempt: number;
  readonly fence: string;
}

export interface PoolRow {
  readonly id: string;
  readonly name: string;
  readonly limit: number | null;
  isPaused: boolean;
}

export interface QueueRow {
  readonly id: string;
  readonly poolId: string;
  readonly name: string;
  readonly priority: number;
  readonly limit: number | null;
  isPaused: boolean;
}

export interface LimitRow {
  readonly id: string;
  readonly slots: number;
  readonly isActive: boolean;
}

/** All that the database holds: what a backup is a copy of. */
export interface Tables {
  epoch: number;
  readonly pools: Map<string, PoolRow>;
  readonly queues: Map<string, QueueRow>;
  readonly limits: Map<string, LimitRow>;
  readonly runs: Map<string, RunRow>;
  readonly runsByKey: Map<string, string>;
  readonly sessions: Map<string, SessionRow>;
  readonly leases: Map<string, LeaseRow>;
}

export function stateOf(run: RunRow): HistoryState {
  return run.history.at(-1)!;
}

export function fenceOf(run: Pick<RunRow, "epoch" | "counter">): string {
  return `${run.epoch}.${run.counter}`;
}
