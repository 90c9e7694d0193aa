import type { State } from "kedge/contract";
import type { FlowRunStateCommit } from "../../../control-plane/src/db/queries/commit-flow-run-states.js";
import type { Job } from "../machine/job.js";
import type { LeaseRow, RunRow, Tables } from "../plane/rows.js";

/** What a check may look at, and where it complains. */
export interface CheckContext {
  /** Milliseconds of virtual time. */
  now(): number;
  /** The database's clock, in microseconds. */
  databaseNow(): number;
  tables(): Tables;
  jobs(): readonly Job[];
  /** How many runs the worker of that name may have in hand. */
  slotsOf(workerName: string): number;
  complain(invariant: string, what: string): void;
}

/** A promise that is held against everything that happens. It keeps accounts of its own and believes none of the plane's. */
export interface Check {
  /** Somebody sends a state under a fence; its transition id tells it later in the commit. */
  proposed?(transitionId: string, runId: string, fence: string | undefined): void;
  claimed?(run: RunRow, lease: LeaseRow): void;
  committed?(run: RunRow, item: FlowRunStateCommit): void;
  renewed?(sessionId: string): void;
  /** The plane has confirmed a state to whoever proposed it. */
  acknowledged?(runId: string, state: State): void;
  jobStarted?(job: Job): void;
  backedUp?(): void;
  /** `lost`: the ids of the states that had been entered since the backup. */
  restored?(lost: ReadonlySet<string>): void;
  atEnd?(): void;
}

/** What a reaper has written bears the end of the lease. */
export function isReaped(item: FlowRunStateCommit): boolean {
  return "lease_ended_at" in item.details || /stopped renewing its lease/.test(item.message ?? "");
}
