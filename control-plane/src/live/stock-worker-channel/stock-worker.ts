import { formatMicros, uuidv7 } from "kedge/contract";
import { withoutNul } from "../../db/json-text.js";
import { selectWorkPool } from "../../db/queries/select-work-pool.js";
import type { HeardOf } from "../../db/queries/upsert-worker-heartbeat.js";
import { stringify } from "../../raw-json.js";
import { hearWorker } from "../../work-pools/hear-worker.js";
import { jsonOrNull } from "../sockets/handshake.js";
import { Outlet } from "../sockets/outlet.js";
import type { Connected } from "../sockets/socket-kind.js";
import { ChannelRefusal, closeChannel, CloseReason } from "./close-reason.js";
import { PoolSnapshots } from "./pool-snapshots.js";
import {
  CAPABILITIES,
  CHANNEL_VERSION,
  problemOf,
  WorkerFrame,
  type CleanupFrame,
  type HeartbeatPayload,
  type HelloPayload,
  type PlaneFrame,
} from "./protocol.js";
import { poolNotFound, resolvePool, resolveQueues } from "./resolve-pool.js";

/** One stock worker on its channel, after its hello. */
export class StockWorker {
  readonly #poolName: string;
  readonly #outlet: Outlet;

  constructor(
    private readonly connected: Connected,
    private readonly hello: HelloPayload,
  ) {
    this.#poolName = connected.params["name"]!;
    this.#outlet = new Outlet(connected.socket);
  }

  /** Resolves when the worker has left. @throws ChannelRefusal */
  async serve(): Promise<void> {
    const { plane, workspaceId, socket } = this.connected;
    const { hello } = this;
    const wanted = { workspaceId, poolName: this.#poolName, hello };
    const { id: poolId } = await resolvePool(plane, wanted);
    const snapshots = new PoolSnapshots({
      read: () => this.#readPool(poolId),
      send: (payload) => this.#send({ type: "work_pool.snapshot.v1", payload }),
      onGone: () => closeChannel(socket, CloseReason.AUTHORIZATION_FAILED),
      onFailure: (error) => {
        plane.log.error(`work pool ${this.#poolName} could not be shown to a stock worker`, error);
        closeChannel(socket, CloseReason.TRANSIENT_SERVER_ERROR);
      },
    });
    // Before the pool is read for the ready frame: a change in between would be known to nobody until a heartbeat.
    const unsubscribe = plane.hub.pools.subscribe((id) => {
      if (id === poolId) snapshots.ask("work_pool_updated");
    });
    try {
      const queues = await resolveQueues(plane, wanted, poolId);
      await this.#hear(poolId, hello);
      const pool = await this.#readPool(poolId);
      if (!pool) throw poolNotFound(this.#poolName);
      this.#send({
        type: "worker.ready.v1",
        payload: {
          consumer_id: hello.consumer_id,
          worker_id: null,
          selected_channel_version: CHANNEL_VERSION,
          effective_heartbeat_interval_seconds: hello.heartbeat_interval_seconds,
          accepted_capabilities: CAPABILITIES,
          rejected_capabilities: [...new Set(hello.requested_capabilities)].filter((it) => !CAPABILITIES.includes(it)),
          effective_max_cleanup_concurrency: 0,
          resolved_work_queues: queues,
          initial_snapshot: snapshots.initial(pool),
        },
      });
      await this.#takeFrames(poolId, snapshots);
    } finally {
      unsubscribe();
      snapshots.stop();
    }
  }

  async #takeFrames(poolId: string, snapshots: PoolSnapshots): Promise<void> {
    const { socket, frames } = this.connected;
    for (let taken; (taken = await frames.takeAll()) !== null;) {
      for (const each of taken) {
        if (!this.#outlet.isOpen) return;
        if (each.kind === "ping") {
          socket.pong(each.data);
          continue;
        }
        const frame = WorkerFrame.safeParse(jsonOrNull(withoutNul(each.text)));
        if (!frame.success) throw new ChannelRefusal(CloseReason.PROTOCOL_ERROR, problemOf("frame", frame.error));
        if (frame.data.type !== "worker.heartbeat.v1") this.#refuseCleanup(frame.data);
        else snapshots.compare((await this.#hear(poolId, frame.data.payload)).pool_updated);
      }
    }
  }

  async #hear(poolId: string, beat: HeartbeatPayload): Promise<HeardOf> {
    if (beat.consumer_id !== this.hello.consumer_id || beat.worker_name !== this.hello.worker_name)
      throw new ChannelRefusal(CloseReason.PROTOCOL_ERROR, "A heartbeat of another worker than said hello");
    const { plane, workspaceId } = this.connected;
    const heard = await hearWorker(plane, {
      workspaceId,
      poolName: this.#poolName,
      workerName: beat.worker_name,
      intervalSeconds: beat.heartbeat_interval_seconds,
    }).catch((cause: unknown) => {
      throw new ChannelRefusal(CloseReason.HEARTBEAT_PERSISTENCE_FAILED, String(cause), { cause });
    });
    if (heard?.pool_id !== poolId) throw poolNotFound(this.#poolName);
    return heard;
  }

  /** Nothing was given to clean up, so that no token is good for anything. */
  #refuseCleanup({ id, type, payload }: CleanupFrame): void {
    this.#send({
      type: "cleanup.operation_result.v1",
      payload: {
        request_frame_id: id,
        message_id: payload.message_id,
        operation: OPERATION_OF[type],
        status: "unauthorized",
        lease_expires_at: null,
        reason: "cleanup_delivery_not_accepted",
        detail: null,
      },
    });
  }

  /** By its name, as the worker knows it: one that was made anew under it is another. */
  async #readPool(poolId: string) {
    const { plane, workspaceId } = this.connected;
    const pool = await selectWorkPool(plane.sql, workspaceId, this.#poolName);
    return pool?.id === poolId ? pool : undefined;
  }

  #send(frame: PlaneFrame): void {
    const sent_at = formatMicros(this.connected.plane.clock.now());
    this.#outlet.send(stringify({ ...frame, id: uuidv7(), sent_at }));
  }
}

const OPERATION_OF = {
  "cleanup.ack.v1": "ack",
  "cleanup.release.v1": "release",
  "cleanup.renew.v1": "renew",
} as const;
