import { once } from "node:events";
import { WebSocket } from "ws";

export interface Closed {
  code: number;
  reason: string;
}

/** One WebSocket as a Prefect client opens it, with its frames in order of arrival. */
export interface PrefectSocket {
  /** The subprotocol that the server selected; empty where it selected none. */
  subprotocol: string;
  send(frame: unknown): void;
  /** The next frame that has not been taken yet. */
  next(): Promise<unknown>;
  /** Sends a PING and waits for its PONG. */
  ping(): Promise<void>;
  closed: Promise<Closed>;
  close(): void;
}

/** @param path below the API base, such as `/events/in` */
export async function openSocket(apiUrl: string, path: string, subprotocols = ["prefect"]): Promise<PrefectSocket> {
  const socket = new WebSocket(apiUrl.replace(/^http/, "ws") + path, subprotocols);
  const arrived: unknown[] = [];
  const waiting: ((frame: unknown) => void)[] = [];
  socket.on("message", (data: Buffer) => {
    const frame = JSON.parse(data.toString()) as unknown;
    const taker = waiting.shift();
    if (taker) taker(frame);
    else arrived.push(frame);
  });
  const closed = new Promise<Closed>((resolve) => {
    socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  await once(socket, "open");
  return {
    subprotocol: socket.protocol,
    send: (frame) => socket.send(typeof frame === "string" ? frame : JSON.stringify(frame)),
    next: () =>
      arrived.length > 0 ? Promise.resolve(arrived.shift()) : new Promise((resolve) => waiting.push(resolve)),
    async ping() {
      const pong = once(socket, "pong");
      socket.ping();
      await pong;
    },
    closed,
    close: () => socket.close(),
  };
}

/** Opens a socket and passes the handshake that every client begins with, whether the server has authentication or not. */
export async function openAuthenticated(apiUrl: string, path: string): Promise<PrefectSocket> {
  const socket = await openSocket(apiUrl, path);
  socket.send({ type: "auth", token: null });
  const answer = await socket.next();
  if ((answer as { type?: string }).type !== "auth_success")
    throw new Error(`auth was answered ${JSON.stringify(answer)}`);
  return socket;
}
