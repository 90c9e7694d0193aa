import { formatMicros, microsOf, type RenewReply } from "kedge/contract";
import type {
  CommittedFlowRun,
  FlowRunStateCommit,
} from "../../../control-plane/src/db/queries/commit-flow-run-states.js";
import type { FlowRunSnapshotRow } from "../../../control-plane/src/db/queries/select-flow-run-snapshots.js";
import type { LapsedLease } from "../../../control-plane/src/db/queries/select-lapsed-leases.js";
import { isStaleFence } from "../../../control-plane/src/orchestration/fence.js";
import { claimable, type ClaimView } from "../../../control-plane/test/model/claim-model.js";
import { EPOCH_MS } from "../kernel/ambient.js";
import { answerOf, enter, judge } from "./commit.js";
import { ReportLog } from "./report-log.js";
import { fenceOf, stateOf, type LeaseRow, type RunRow, type Tables } from "./rows.js";

/** Told of every change as it is made; the checks listen. */
export interface StoreListener {
  claimed(run: RunRow, lease: LeaseRow): void;
  committed(run: RunRow, item: FlowRunStateCommit): void;
  renewed(sessionId: string): void;
}

export interface NewRun extends Pick<
  RunRow,
  "id" | "poolId" | "queueId" | "limitId" | "idempotencyKey" | "crashRetries" | "onDisconnect"
> {
  readonly stateId: string;
  readonly dueInMs: number;
  readonly retries: number | null;
}

export interface ClaimParams {
  readonly poolName: string;
  readonly sessionId: string;
  readonly workerName: string;
  readonly slots: number;
  readonly queueNames: readonly string[] | null;
  readonly leaseSeconds: number;
  readonly stateIds: readonly string[];
  /** Runs whose rows somebody has locked are passed over. */
  readonly isLocked: (runId: string) => boolean;
}

/**
 * The statements of the database on tables in memory, each at one instant of its own clock. What they mean is written down
 * in `control-plane/src/db/queries`; a test there compares the claim with the model that is used here.
 */
export class Store {
  readonly reports = new ReportLog();

  constructor(
    public tables: Tables,
    private readonly nowMs: () => number,
    private readonly listener: StoreListener,
    /** Whether a session may still be renewed. */
    private readonly isRenewable = (expiresAt: number, now: number) => expiresAt > now,
  ) {}

  get now(): number {
    return Math.floor((EPOCH_MS + this.nowMs()) * 1000);
  }

  /** The new run, or the one that the key already stands for. */
  createRun({ stateId, dueInMs, retries, ...run }: NewRun): { id: string; isNew: boolean } {
    const existing = this.tables.runsByKey.get(run.idempotencyKey);
    if (existing !== undefined) return { id: existing, isNew: false };
    const due = this.now + Math.floor(dueInMs * 1000);
    this.tables.runsByKey.set(run.idempotencyKey, run.id);
    this.tables.runs.set(run.id, {
      ...run,
      name: `run ${run.idempotencyKey}`,
      crashes: 0,
      attempt: 0,
      epoch: 0,
      counter: 0,
      pid: null,
      runCount: 0,
      policy: { retries, retry_delay: 2, retry_type: null, resuming: false, pause_keys: [] },
      due,
      history: [
        {
          id: stateId,
          type: "SCHEDULED",
          name: "Scheduled",
          timestamp: formatMicros(this.now),
          message: null,
          data: null,
          state_details: { flow_run_id: run.id, scheduled_time: formatMicros(due) },
          is_forced: false,
        },
      ],
    });
    return { id: run.id, isNew: true };
  }

  snapshot(runId: string): FlowRunSnapshotRow | undefined {
    const run = this.tables.runs.get(runId);
    return run && answerOf(run, "committed", this.now);
  }

  /** `seen`: the runs' states when the statement began, before it had its locks. */
  commit(items: readonly FlowRunStateCommit[], seen: ReadonlyMap<string, string>): (CommittedFlowRun | undefined)[] {
    return items.map((item) => {
      const run = this.tables.runs.get(item.runId);
      if (!run) return undefined;
      const outcome = judge(item, run, seen.get(run.id), this.now);
      if (outcome === "committed") {
        if (enter(item, run, this.now).releases) this.tables.leases.delete(run.id);
        this.listener.committed(run, item);
      }
      return answerOf(run, outcome, this.now);
    });
  }

  claim(params: ClaimParams): { run: RunRow; expiresAt: number }[] {
    const { sessions, leases } = this.tables;
    const session = sessions.get(params.sessionId);
    const holdsSome = [...leases.values()].some((lease) => lease.sessionId === params.sessionId);
    // A session that has lapsed gets nothing until its leases are reaped.
    if (session && session.expiresAt <= this.now && holdsSome) return [];
    const expiresAt = this.now + params.leaseSeconds * 1e6;
    sessions.set(params.sessionId, { id: params.sessionId, workerName: params.workerName, expiresAt });
    return claimable(this.#view(params), params).map((runId, i) => {
      const run = this.tables.runs.get(runId)!;
      this.#moveToPending(run, params, i);
      const { id, poolId, queueId, limitId, attempt } = run;
      const lease = { runId: id, sessionId: params.sessionId, poolId, queueId, limitId, attempt, fence: fenceOf(run) };
      leases.set(id, lease);
      this.listener.claimed(run, lease);
      return { run, expiresAt };
    });
  }

  #view({ poolName, isLocked }: ClaimParams): ClaimView {
    const { pools, queues, limits, runs, leases, sessions } = this.tables;
    const pool = [...pools.values()].find(({ name }) => name === poolName)!;
    const due = [...runs.values()].filter((run) => run.due !== null && run.poolId === pool.id && !isLocked(run.id));
    return {
      now: this.now,
      pool,
      queues: [...queues.values()].filter(({ poolId }) => poolId === pool.id),
      limits: [...limits.values()],
      due: due.map((run) => ({ runId: run.id, queueId: run.queueId, due: run.due!, limitId: run.limitId })),
      leases: [...leases.values()].map((lease) => ({
        ...lease,
        expiresAt: sessions.get(lease.sessionId)?.expiresAt ?? -Infinity,
      })),
      slotLeases: [],
    };
  }

  #moveToPending(run: RunRow, { workerName, stateIds }: ClaimParams, i: number): void {
    const before = stateOf(run);
    const { scheduled_time } = before.state_details;
    run.attempt += 1;
    run.epoch = this.tables.epoch;
    run.counter += 1;
    run.pid = null;
    run.due = null;
    run.history.push({
      id: stateIds[i]!,
      type: "PENDING",
      name: "Pending",
      timestamp: formatMicros(Math.max(this.now, microsOf(before.timestamp) + 1)),
      message: `Claimed by worker ${workerName}.`,
      data: null,
      state_details: { flow_run_id: run.id, ...(scheduled_time != null && { scheduled_time }) },
      is_forced: false,
    });
  }

  renew(
    sessionId: string,
    leaseSeconds: number,
    asked: readonly { flow_run_id: string; fence: string }[],
  ): Omit<RenewReply, "unheard"> {
    const session = this.tables.sessions.get(sessionId);
    const isAlive = session !== undefined && this.isRenewable(session.expiresAt, this.now);
    if (isAlive) {
      session.expiresAt = this.now + leaseSeconds * 1e6;
      this.listener.renewed(sessionId);
    }
    const runs = asked.map(({ flow_run_id: id, fence }) => ({ id, fence, run: this.tables.runs.get(id) }));
    const isLost = ({ run, fence }: (typeof runs)[number]) => !isAlive || run === undefined || fenceOf(run) !== fence;
    const isCancelled = ({ run }: (typeof runs)[number]) =>
      run !== undefined && ["CANCELLING", "CANCELLED"].includes(stateOf(run).type);
    return {
      lease_expires_at: formatMicros(session?.expiresAt ?? this.now),
      suspended: [],
      lost: runs.filter(isLost).map(({ id }) => id),
      cancelling: runs.filter((each) => !isLost(each) && isCancelled(each)).map(({ id }) => id),
    };
  }

  /** Runs that were claimed for the session and have not begun, other than those that its worker has in hand. */
  unheard(sessionId: string, heard: ReadonlySet<string>): RunRow[] {
    const { leases, sessions, runs } = this.tables;
    const expiresAt = sessions.get(sessionId)?.expiresAt ?? -Infinity;
    if (expiresAt <= this.now) return [];
    return [...leases.values()]
      .filter((lease) => lease.sessionId === sessionId && !heard.has(lease.runId))
      .map((lease) => ({ lease, run: runs.get(lease.runId)! }))
      .filter(({ lease, run }) => fenceOf(run) === lease.fence && ["PENDING", "CANCELLING"].includes(stateOf(run).type))
      .map(({ run }) => run);
  }

  lapsedLeases(): LapsedLease[] {
    const { leases, sessions, runs } = this.tables;
    return [...leases.values()]
      .map((lease) => ({ lease, session: sessions.get(lease.sessionId)!, run: runs.get(lease.runId)! }))
      .filter(({ session }) => session.expiresAt < this.now)
      .map(({ lease, session, run }) => ({
        workspace_id: "",
        flow_run_id: run.id,
        fence: lease.fence,
        state_type: stateOf(run).type,
        worker_name: session.workerName,
        expired_at: formatMicros(session.expiresAt),
      }));
  }

  /** Runs that are to be cancelled, with whether a worker that renews its leases has them in its hands. */
  unsettledRuns(): { run: FlowRunSnapshotRow; isHeld: boolean; now: number }[] {
    const { leases, sessions, runs } = this.tables;
    const isHeld = (runId: string) => (sessions.get(leases.get(runId)?.sessionId ?? "")?.expiresAt ?? 0) > this.now;
    return [...runs.values()]
      .filter((run) => stateOf(run).type === "CANCELLING")
      .map((run) => ({ run: answerOf(run, "committed", this.now), isHeld: isHeld(run.id), now: this.now }));
  }

  /** When the next session that holds something lapses, in milliseconds from now; null: none does. */
  nextLapseMs(): number | null {
    const ends = [...this.tables.leases.values()].map((lease) => this.tables.sessions.get(lease.sessionId)!.expiresAt);
    return ends.length === 0 ? null : (Math.min(...ends) - this.now) / 1000;
  }

  setPid(run: RunRow, fence: string | null, pid: string): boolean {
    if (isStaleFence(fence, { fence: fenceOf(run), fence_owner: run.id })) return false;
    run.pid = pid;
    return true;
  }
}
