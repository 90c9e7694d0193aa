import { PlaneUnreachableError } from "kedge/client";
import { CHANNEL_PROTOCOLS, type ClaimedRun, MAX_FRAME_BYTES, PlaneFrame, type WorkerHello } from "kedge/contract";
import { WebSocket } from "ws";
import { InOrder } from "./in-order.js";

export type StopFrame = Extract<PlaneFrame, { type: "stop" }>;

export interface ConnectionOptions {
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly hello: Omit<WorkerHello, "type">;
  /** Takes a run; it counts as taken in when this returns. */
  readonly onAssign: (run: ClaimedRun) => void;
  readonly onStop: (frame: StopFrame) => void;
  /** Slots that are free right now. */
  readonly free: () => number;
  /** Ends an opening that is under way. */
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Why a connection could not be opened, or has ended. */
export interface Ending {
  readonly reason: string;
  /** What the plane asked for: not to come back earlier, in milliseconds. */
  readonly retryAfterMs: number | null;
}

/** Opening, upgrade and welcome together. A proxy that swallows the upgrade must not hold the worker. */
const OPEN_WITHIN_MS = 5000;
const ANSWER_WITHIN_MS = 20_000;
/** An assignment holds a run's parameters (512 KiB at most), its configuration and its pull steps. */
const MAX_INCOMING_BYTES = 16 * 1024 * 1024;
/** More than that has not left yet: the network is slower than the worker, and REST holds a sender back by itself. */
const MOST_BUFFERED_BYTES = 256 * 1024;
/** Pings that may be missing before the plane counts as gone. */
const MISSED_PINGS = 2.5;

interface Pending {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** One life of the channel, from its welcome to its end. */
export class Connection {
  readonly ended: Promise<Ending>;
  readonly sessionId: string;
  readonly #order = new InOrder();
  readonly #calls = new Map<number, Pending>();
  #sent = 0;
  #isOpen = true;
  #endedRuns: string[] = [];
  #ackIsDue = false;
  #leaveAfterMs: number | null = null;
  #onDrained: (() => void)[] = [];
  #silence: NodeJS.Timeout | undefined;

  private constructor(
    private readonly socket: WebSocket,
    private readonly options: ConnectionOptions,
    pingSeconds: number,
  ) {
    this.sessionId = options.hello.session_id;
    this.#order.take(1);
    this.#silence = setTimeout(() => socket.terminate(), pingSeconds * 1000 * MISSED_PINGS);
    const heard = () => this.#silence?.refresh();
    socket.on("ping", heard).on("message", heard);
    socket.on("message", (data: Buffer) => this.#take(data.toString("utf8")));
    this.ended = new Promise((resolve) => {
      socket.once("close", (code, reason) => {
        this.#end();
        const said = reason.length > 0 ? reason.toString() : `closed with ${code}`;
        resolve({ reason: said, retryAfterMs: this.#leaveAfterMs });
      });
    });
  }

  /** Resolves with the connection after the plane's welcome, or with why there is none. Never rejects. */
  static open(options: ConnectionOptions): Promise<Connection | Ending> {
    return new Promise((resolve) => {
      const socket = new WebSocket(options.url, [...CHANNEL_PROTOCOLS], {
        perMessageDeflate: false,
        handshakeTimeout: OPEN_WITHIN_MS,
        maxPayload: MAX_INCOMING_BYTES,
      });
      let why: Ending = { reason: "", retryAfterMs: null };
      const giveUp = (reason: string) => {
        why = { ...why, reason: why.reason || reason };
        socket.terminate();
      };
      const deadline = setTimeout(() => giveUp(`no welcome within ${OPEN_WITHIN_MS / 1000} s`), OPEN_WITHIN_MS);
      const onAbort = () => giveUp("the worker is stopping");
      options.signal.addEventListener("abort", onAbort);
      const settle = (result: Connection | Ending) => {
        clearTimeout(deadline);
        options.signal.removeEventListener("abort", onAbort);
        resolve(result);
      };
      socket.on("error", (error) => (why = { ...why, reason: why.reason || error.message }));
      socket.on("unexpected-response", (_, response) => {
        const seconds = Number(response.headers["retry-after"]);
        const retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : null;
        why = { reason: `the upgrade was answered with status ${response.statusCode}`, retryAfterMs };
        socket.terminate();
      });
      socket.on("open", () => {
        // Both at once: the plane looks at the second only when it has accepted the first.
        socket.send(JSON.stringify({ type: "auth", token: options.apiKey ?? null }));
        socket.send(JSON.stringify({ type: "hello", ...options.hello }));
      });
      const onMessage = (data: Buffer) => {
        const frame = jsonOf(data.toString("utf8"));
        if (isAuthSuccess(frame)) return;
        const welcome = PlaneFrame.safeParse(frame);
        if (welcome.data?.type !== "welcome") return giveUp("the plane did not welcome the worker");
        socket.off("message", onMessage);
        socket.off("close", onClose);
        settle(new Connection(socket, options, welcome.data.ping_seconds));
      };
      const onClose = (code: number, reason: Buffer) => {
        const said = reason.length > 0 ? reason.toString() : `closed with ${code}`;
        settle({ ...why, reason: why.reason || said });
      };
      socket.on("message", onMessage);
      socket.on("close", onClose);
    });
  }

  /**
   * Asks the plane something; null when this is nothing for the channel (too large, or the network is behind).
   * Rejects with PlaneUnreachableError when the answer does not come: as over REST, it may have been carried out.
   */
  call(
    request: { operation: string; params?: unknown; body?: unknown; fence?: string | undefined },
    signal?: AbortSignal,
  ): Promise<Answer> | null {
    if (!this.#isOpen || this.socket.bufferedAmount > MOST_BUFFERED_BYTES) return null;
    const seq = this.#sent + 1;
    const frame = JSON.stringify({ type: "call", seq, ...request });
    if (Buffer.byteLength(frame) > MAX_FRAME_BYTES) return null;
    this.#sent = seq;
    this.socket.send(frame);
    return new Promise<Answer>((resolve, reject) => {
      const timer = setTimeout(
        () => settle(() => reject(unanswered(`no answer within ${ANSWER_WITHIN_MS / 1000} s`))),
        ANSWER_WITHIN_MS,
      );
      const onAbort = () => settle(() => reject(signal!.reason as Error));
      const settle = (then: () => void) => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
        this.#calls.delete(seq);
        then();
      };
      this.#calls.set(seq, {
        resolve: (answer) => settle(() => resolve(answer)),
        reject: (error) => settle(() => reject(error)),
      });
      if (signal?.aborted) onAbort();
      else signal?.addEventListener("abort", onAbort);
    });
  }

  /** Tells the plane how many slots are free; what happens in one turn of the event loop is told at once. */
  count(endedRunId?: string): void {
    if (endedRunId !== undefined) this.#endedRuns.push(endedRunId);
    if (this.#ackIsDue) return;
    this.#ackIsDue = true;
    setImmediate(() => {
      this.#ackIsDue = false;
      const ended = this.#endedRuns.splice(0);
      this.#send({ type: "ack", acked: this.#order.last, free: this.options.free(), ended });
    });
  }

  /** Resolves when no assignment is on its way any more, or the connection has ended. */
  async drain(): Promise<void> {
    if (!this.#isOpen) return;
    this.#send({ type: "drain" });
    await new Promise<void>((resolve) => this.#onDrained.push(resolve));
  }

  close(): void {
    this.socket.close(1000, "The worker has ended");
  }

  #send(frame: object): void {
    if (this.#isOpen) this.socket.send(JSON.stringify({ ...frame, seq: ++this.#sent }));
  }

  #take(text: string): void {
    const parsed = PlaneFrame.safeParse(jsonOf(text));
    // Another version's frame, or a gap: what is missing comes with the next renewal, after a new hello.
    if (!parsed.success) return this.socket.close(1002, "Invalid frame");
    const frame = parsed.data;
    const place = this.#order.take(frame.seq);
    if (place === "repeated") return;
    if (place === "gap") return this.socket.close(1002, `Frame ${this.#order.last + 1} is missing`);
    if (frame.type === "assign") {
      this.options.onAssign(frame.run);
      this.count();
    } else if (frame.type === "stop") this.options.onStop(frame);
    else if (frame.type === "answer") this.#calls.get(frame.to)?.resolve({ status: frame.status, body: frame.body });
    else if (frame.type === "drained") for (const resolve of this.#onDrained.splice(0)) resolve();
    else if (frame.type === "leave") this.#leaveAfterMs = frame.reconnect_after_ms;
  }

  #end(): void {
    this.#isOpen = false;
    clearTimeout(this.#silence);
    for (const { reject } of this.#calls.values()) reject(unanswered("the channel was closed"));
    for (const resolve of this.#onDrained.splice(0)) resolve();
  }
}

function unanswered(reason: string): PlaneUnreachableError {
  return new PlaneUnreachableError(`The plane did not answer on the channel: ${reason}.`, {
    everReached: true,
    hint: "It may be restarting, or the network is down.",
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whatever it was, it is no frame; the caller says so.
    return undefined;
  }
}

function isAuthSuccess(frame: unknown): boolean {
  return typeof frame === "object" && frame !== null && "type" in frame && frame.type === "auth_success";
}
