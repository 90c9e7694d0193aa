import type { ClaimedRun, PlaneFrame, WorkerHello } from "kedge/contract";
import type { WebSocket } from "ws";
import type { Assignee } from "../../dispatch/assigner.js";
import { stringify } from "../../raw-json.js";
import { CloseCode, closeSocket } from "../sockets/close-code.js";

/** A frame before it has its number. */
export type Unnumbered = PlaneFrame extends infer F ? (F extends PlaneFrame ? Omit<F, "seq"> : never) : never;

/** What may wait for a slow worker: from here on it is assigned nothing more. */
const SOFT_BUFFERED_BYTES = 256 * 1024;
/** And from here on it is cut off; it connects again and is told what it missed. */
const HARD_BUFFERED_BYTES = 4 * 1024 * 1024;

export interface ChannelIdentity {
  readonly workspaceId: string;
  readonly poolId: string;
  readonly poolName: string;
  readonly hello: WorkerHello;
}

/**
 * One worker's socket after its hello: numbers what is sent, and knows how many runs the worker can still take. The worker
 * counts its free slots itself; what was sent after the last frame it had taken in when it counted is not in that count yet.
 */
export class Channel implements Assignee {
  readonly queues: string;
  #sent = 0;
  #free: number;
  /** Numbers of the assignments that are not in the worker's count yet. */
  #uncounted: number[] = [];
  #claiming = 0;
  #isClosed = false;
  #hasTakenLeave = false;
  #isDraining = false;
  #onSettled: (() => void)[] = [];

  constructor(
    private readonly socket: WebSocket,
    readonly identity: ChannelIdentity,
  ) {
    this.#free = identity.hello.free;
    this.queues = identity.hello.work_queue_names.toSorted().join("\0");
    socket.once("close", (code) => {
      this.#isClosed = true;
      this.#hasTakenLeave = code === CloseCode.NORMAL;
    });
  }

  /** The worker has ended, and does not come back. */
  get hasTakenLeave(): boolean {
    return this.#hasTakenLeave;
  }

  /** Runs that may be claimed for the worker now. */
  get free(): number {
    if (this.#isClosed || this.#isDraining || this.socket.bufferedAmount > SOFT_BUFFERED_BYTES) return 0;
    return Math.max(0, this.#free - this.#uncounted.length - this.#claiming);
  }

  /** The worker's own count, when it had taken in every frame up to `acked`. */
  count(acked: number, free: number): void {
    this.#uncounted = this.#uncounted.filter((seq) => seq > acked);
    this.#free = free;
  }

  /** Keeps `slots` back while `work` claims runs for them and hands them over. */
  async withReserved<R>(slots: number, work: () => Promise<R>): Promise<R> {
    this.#claiming += slots;
    try {
      return await work();
    } finally {
      this.#claiming -= slots;
      if (this.#claiming === 0) for (const settle of this.#onSettled.splice(0)) settle();
    }
  }

  /**
   * A socket that has died meanwhile takes the frame with it. The worker's next renewal, over whatever transport, is
   * answered with the runs of its session that it does not know of.
   */
  assign(run: ClaimedRun): void {
    this.#uncounted.push(this.send({ type: "assign", run }));
  }

  /** Returns the frame's number. */
  send(frame: Unnumbered): number {
    const seq = ++this.#sent;
    if (this.#isClosed || this.socket.readyState !== this.socket.OPEN) return seq;
    if (this.socket.bufferedAmount > HARD_BUFFERED_BYTES) {
      // Not closed: the goodbye would wait behind everything else.
      this.socket.terminate();
      return seq;
    }
    this.socket.send(stringify({ ...frame, seq }));
    return seq;
  }

  /** No more runs from now on; resolves when no claim for this worker is under way. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    if (this.#claiming > 0) await new Promise<void>((resolve) => this.#onSettled.push(resolve));
  }

  close(code: CloseCode, reason: string): void {
    closeSocket(this.socket, code, reason);
  }
}
