import { createAdaptorServer } from "@hono/node-server";
import type { IncomingMessage, Server } from "node:http";
import { WebSocket } from "ws";
import { createApp } from "../src/app.js";
import { listen } from "../src/http/listen.js";
import { attachSockets, type SocketOptions } from "../src/live/sockets/attach-sockets.js";
import type { Plane } from "../src/plane.js";

export interface TestServer {
  /** `ws://127.0.0.1:1234/api` */
  readonly url: string;
  close(): Promise<void>;
}

/** The plane's app and sockets on a port of their own. */
export async function serveSockets(plane: Plane, options?: SocketOptions): Promise<TestServer> {
  const server = createAdaptorServer({ fetch: createApp(plane).fetch }) as Server;
  const sockets = attachSockets(server, plane, options);
  const { url, close } = await listen(server, { host: "127.0.0.1", port: 0 });
  return {
    url: `${url.replace("http", "ws")}/api`,
    async close() {
      await sockets.close();
      await close();
    },
  };
}

export interface TestSocketOptions {
  readonly protocols?: string[];
  readonly headers?: Record<string, string>;
  readonly autoPong?: boolean;
}

/** A client of the wire, with what it was sent in the order it came. */
export class TestSocket {
  readonly #frames: unknown[] = [];
  readonly #waiting: { resolve: (frame: unknown) => void; reject: (error: Error) => void }[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #opened: Promise<void>;

  constructor(readonly socket: WebSocket) {
    this.closed = new Promise((resolve) =>
      socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() })),
    );
    this.#opened = new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    // A test that lets a socket fail looks at `closed`.
    socket.on("error", () => {});
    void this.closed.then((why) => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error(`closed: ${JSON.stringify(why)}`));
    });
    socket.on("message", (data: Buffer) => this.#arrive(JSON.parse(data.toString())));
  }

  static async open(url: string, { protocols = ["prefect"], ...options }: TestSocketOptions = {}) {
    const client = new TestSocket(new WebSocket(url, protocols, { perMessageDeflate: false, ...options }));
    await client.#opened;
    return client;
  }

  /** Open, and past the handshake. */
  static async authenticated(url: string, headers?: Record<string, string>) {
    const client = await TestSocket.open(url, headers ? { headers } : {});
    client.send({ type: "auth", token: null });
    const answer = await client.next();
    if (JSON.stringify(answer) !== `{"type":"auth_success"}`)
      throw new Error(`no handshake: ${JSON.stringify(answer)}`);
    return client;
  }

  send(frame: unknown): void {
    this.socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  // A frame is checked by what the test expects of it, not by its type.
  // oxlint-disable-next-line typescript/no-explicit-any
  next(): Promise<any> {
    if (this.#frames.length > 0) return Promise.resolve(this.#frames.shift());
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Resolves with the answer to a ping. */
  ping(data = "x"): Promise<string> {
    return new Promise((resolve) => {
      this.socket.once("pong", (answer) => resolve(answer.toString()));
      this.socket.ping(data);
    });
  }

  #arrive(frame: unknown): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting.resolve(frame);
    else this.#frames.push(frame);
  }
}

/** The status with which an upgrade was refused. */
export function refusalOf(url: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, ["prefect"], { headers });
    socket.on("unexpected-response", (_request, response: IncomingMessage) => {
      resolve(response.statusCode!);
      socket.terminate();
    });
    socket.on("open", () => reject(new Error("the upgrade was not refused")));
    socket.on("error", () => {});
  });
}
