import { randomUUID } from "node:crypto";
import { CHANNEL_PROTOCOLS } from "kedge/contract";
import { TestSocket } from "./sockets.js";

export interface ChannelWorkerOptions {
  readonly pool: string;
  readonly name?: string;
  readonly free?: number;
  readonly sessionId?: string;
  /** null or none: all queues of the pool. */
  readonly queues?: readonly string[] | null;
}

/** A worker's side of the channel, frame by frame. It starts nothing. */
export class ChannelWorker {
  #sent = 0;

  private constructor(
    readonly socket: TestSocket,
    readonly sessionId: string,
  ) {}

  /** Connected to the server at `url` (`ws://…/api`), and welcome there. */
  static async connect(
    url: string,
    { pool, name = "w", free = 1, sessionId = randomUUID(), queues = null }: ChannelWorkerOptions,
  ): Promise<ChannelWorker> {
    const socket = await TestSocket.open(channelUrl(url, pool), { protocols: [...CHANNEL_PROTOCOLS] });
    socket.send({ type: "auth", token: null });
    socket.send({
      type: "hello",
      worker_name: name,
      session_id: sessionId,
      lease_seconds: 30,
      free,
      work_queue_names: queues,
    });
    const said = [await socket.next(), await socket.next()];
    if (said[0].type !== "auth_success" || said[1].type !== "welcome" || said[1].seq !== 1) {
      throw new Error(`The worker was not welcomed: ${JSON.stringify(said)}`);
    }
    return new ChannelWorker(socket, sessionId);
  }

  send(frame: object): number {
    this.socket.send({ ...frame, seq: ++this.#sent });
    return this.#sent;
  }

  ack(acked: number, free: number, ended: string[] = []): number {
    return this.send({ type: "ack", acked, free, ended });
  }

  call(operation: string, request: object): number {
    return this.send({ type: "call", operation, ...request });
  }

  next(): ReturnType<TestSocket["next"]> {
    return this.socket.next();
  }

  /** Everything that the server had to say before it answered this. */
  async quiet(): Promise<unknown[]> {
    const seq = this.call("readFlowRun", { params: { id: randomUUID() } });
    const frames = [];
    for (;;) {
      const frame = await this.next();
      if (frame.type === "answer" && frame.to === seq) return frames;
      frames.push(frame);
    }
  }

  /** Takes what it is given until the connection ends, and ends each run over the channel when `onAssign` says so. */
  async serve(slots: number, onAssign: (run: AssignedRun, end: () => void) => void): Promise<void> {
    const ending = new Map<number, string>();
    let free = slots;
    for (let frame; (frame = await this.next().catch(() => null)) !== null;) {
      if (frame.type === "assign") {
        const { flow_run: run, fence } = frame.run as AssignedRun;
        this.ack(frame.seq, (free -= 1));
        const request = { params: { id: run.id }, fence, body: { state: { type: "COMPLETED" } } };
        onAssign(frame.run, () => ending.set(this.call("setFlowRunState", request), run.id));
      } else if (frame.type === "answer") {
        if (frame.status !== 201) throw new Error(`A run could not end: ${JSON.stringify(frame.body)}`);
        this.ack(frame.seq, (free += 1), [ending.get(frame.to)!]);
      }
    }
  }

  close(): void {
    this.socket.socket.terminate();
  }
}

export interface AssignedRun {
  readonly flow_run: { readonly id: string };
  readonly fence: string;
}

export function channelUrl(url: string, pool: string): string {
  return `${url}/work_pools/${encodeURIComponent(pool)}/channel`;
}
