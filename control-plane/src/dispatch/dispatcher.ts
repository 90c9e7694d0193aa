import type { ClaimedRun } from "kedge/contract";
import { Batcher } from "../db/batcher.js";
import { selectNextDue, type NextDue } from "../db/queries/select-next-due.js";
import { isNotFound } from "../errors.js";
import type { Channel } from "../live/channel/channel.js";
import type { Hub } from "../live/hub.js";
import { CloseCode } from "../live/sockets/close-code.js";
import type { Log } from "../log.js";
import { Assigner } from "./assigner.js";
import { claimForWorker, type ClaimParts } from "./claim-for-worker.js";
import { Holders } from "./holders.js";
import type { WorkNotice } from "./work-notice.js";

export interface DispatcherParts extends ClaimParts {
  readonly hub: Hub;
  readonly log: Log;
}

/**
 * Brings runs to the workers that are connected to this server, and tells them which to stop. It acts on notices and its
 * own timers; while there is nothing to do it asks the database nothing.
 */
export class Dispatcher {
  readonly #assigners = new Map<string, Assigner<Channel>>();
  readonly #holders = new Holders<Channel>();
  readonly #nextDue: Batcher<{ workspaceId: string; poolId: string }, NextDue>;
  readonly #unsubscribe: () => void;
  #isStopped = false;

  constructor(private readonly parts: DispatcherParts) {
    // All pools of a sweep in one statement.
    this.#nextDue = new Batcher((pools) => selectNextDue(parts.sql, pools), {
      maxItems: 1000,
      maxInFlight: 1,
      maxWaiting: 100_000,
      keyOf: ({ poolId }) => poolId,
    });
    this.#unsubscribe = parts.hub.work.subscribe((notice) => this.#take(notice));
  }

  /** The channel takes runs from now on. */
  join(channel: Channel): void {
    if (!this.#isStopped) this.#assignerOf(channel).join(channel);
  }

  leave(channel: Channel): void {
    const { poolId } = channel.identity;
    this.#holders.leave(channel);
    const assigner = this.#assigners.get(poolId);
    assigner?.leave(channel);
    if (!assigner?.isUnused) return;
    this.#assigners.delete(poolId);
    void assigner.stop();
  }

  /** The worker has counted anew what it can take. */
  counted(channel: Channel, ended: readonly string[]): void {
    for (const runId of ended) this.#holders.release(runId, channel);
    this.#assigners.get(channel.identity.poolId)?.changed(channel);
  }

  /** The worker says that it has these in hand. */
  holds(channel: Channel, runs: readonly { readonly flow_run_id: string; readonly fence: string }[]): void {
    for (const { flow_run_id, fence } of runs) this.#holders.hold(flow_run_id, fence, channel);
  }

  sweep(): { readonly pools: number } {
    for (const assigner of this.#assigners.values()) assigner.sweep();
    return { pools: this.#assigners.size };
  }

  /** No more claims; resolves when those under way have been handed over. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#unsubscribe();
    await Promise.all([...this.#assigners.values()].map((assigner) => assigner.stop()));
    await this.#nextDue.drained();
  }

  #assignerOf({ identity: { workspaceId, poolId } }: Channel): Assigner<Channel> {
    let assigner = this.#assigners.get(poolId);
    if (!assigner) {
      assigner = new Assigner({
        assign: (channel, slots) => this.#assign(channel, slots),
        nextDue: () => this.#nextDue.submit({ workspaceId, poolId }),
        log: this.parts.log,
      });
      this.#assigners.set(poolId, assigner);
    }
    return assigner;
  }

  #assign(channel: Channel, slots: number): Promise<number> {
    return channel.withReserved(slots, async () => {
      const runs = await this.#claim(channel, slots).catch((error: unknown) => this.#refused(channel, error));
      for (const run of runs) {
        this.#holders.hold(run.flow_run.id, run.fence, channel);
        channel.assign(run);
      }
      return runs.length;
    });
  }

  async #claim({ identity }: Channel, slots: number): Promise<readonly ClaimedRun[]> {
    const { workspaceId, poolName, hello } = identity;
    const { session_id, worker_name, work_queue_names, lease_seconds } = hello;
    return claimForWorker(this.parts, workspaceId, poolName, {
      session_id,
      worker_name,
      work_queue_names,
      lease_seconds,
      slots,
    });
  }

  /** Without its pool nobody here can be assigned anything: the workers are sent away, each with the reason. */
  #refused({ identity: { poolId } }: Channel, error: unknown): readonly ClaimedRun[] {
    if (!isNotFound(error)) throw error;
    for (const channel of this.#assigners.get(poolId)?.members ?? []) {
      channel.close(CloseCode.POLICY_VIOLATION, error.message);
    }
    return [];
  }

  #take(notice: WorkNotice): void {
    if (notice.kind === "stop") return this.#stopRun(notice);
    for (const assigner of this.#assignersFor(notice.poolId)) {
      if (notice.kind === "due") assigner.due(notice.inMs);
      else assigner.freed();
    }
  }

  #assignersFor(poolId: string | null): Iterable<Assigner<Channel>> {
    if (poolId === null) return this.#assigners.values();
    const assigner = this.#assigners.get(poolId);
    return assigner ? [assigner] : [];
  }

  #stopRun({ runId, fence, reason }: WorkNotice & { kind: "stop" }): void {
    const held = this.#holders.of(runId);
    if (!held) return;
    const why = held.fence === fence ? reason : "lost";
    if (why) held.holder.send({ type: "stop", flow_run_id: runId, fence: held.fence, reason: why });
  }
}
