import { createServer, connect, type AddressInfo, type NetConnectOpts, type Server, type Socket } from "node:net";

/** `up`: from the client to the server; `down`: the answers. */
export type Direction = "up" | "down";

/**
 * A network between a client and a server that can be broken: every fault takes effect at once, on the connections that
 * are open as well as on those to come, and ends with `heal`. Knows bytes only, so it carries HTTP and WebSockets alike.
 */
export interface ByteProxy {
  readonly port: number;
  /** `target`'s URL by way of the proxy. */
  readonly url: string;
  /** Connections that were opened so far. */
  readonly connections: number;
  /** Bytes that were passed on so far. */
  passed(direction: Direction): number;
  /** Nothing passes, in either direction; nothing is lost or closed either: what came meanwhile follows when healed. */
  pause(): void;
  /** What goes in this direction vanishes and the other still works; neither end is told. */
  swallow(direction: Direction): void;
  /** Ends every connection by a reset, and refuses new ones. */
  refuse(): Promise<void>;
  /** Ends every connection by a reset; new ones work. */
  reset(): void;
  /** Passes this many more bytes in one direction, all connections together, and resets the connection of the last one. Once. */
  cutAfter(direction: Direction, bytes: number): void;
  /** Passes on at most this many bytes at a time, so that frames and headers arrive in pieces. */
  slice(bytes: number): void;
  /** Ends all faults. What was swallowed stays lost. */
  heal(): Promise<void>;
}

interface Pipe {
  readonly from: Socket;
  readonly to: Socket;
  readonly direction: Direction;
}

/** A proxy before the server at `target` (a URL). It lives until it refuses and nobody heals it. */
export async function openByteProxy(target: string): Promise<ByteProxy> {
  const { host } = new URL(target);
  const pipes = new Set<Pipe>();
  const passed = { up: 0, down: 0 };
  const swallowed = new Set<Direction>();
  let isPaused = false;
  let sliceBytes = Infinity;
  let cut: { readonly direction: Direction; bytes: number } | undefined;
  let connections = 0;

  function passOn(pipe: Pipe, bytes: Buffer): void {
    if (swallowed.has(pipe.direction)) return;
    const isCut = cut?.direction === pipe.direction && bytes.length >= cut.bytes;
    const part = isCut ? bytes.subarray(0, cut!.bytes) : bytes;
    if (cut?.direction === pipe.direction) cut.bytes -= part.length;
    passed[pipe.direction] += part.length;
    for (let at = 0; at < part.length; at += sliceBytes) pipe.to.write(part.subarray(at, at + sliceBytes));
    if (!isCut) return;
    cut = undefined;
    // What was let through shall arrive, and a reset overtakes what is still buffered.
    pipe.to.end(() => resetBoth(pipe));
  }

  function join(pipe: Pipe): void {
    pipes.add(pipe);
    if (isPaused) pipe.from.pause();
    pipe.from.on("data", (bytes: Buffer) => passOn(pipe, bytes));
    pipe.from.on("end", () => {
      if (!swallowed.has(pipe.direction)) pipe.to.end();
    });
    pipe.from.on("close", () => {
      pipes.delete(pipe);
      // Whoever cannot be heard cannot be heard to leave.
      if (!swallowed.has(pipe.direction)) pipe.to.destroy();
    });
    // A reset of either end is what this proxy is for; the other end is told by the close.
    pipe.from.on("error", () => undefined);
  }

  function onConnection(client: Socket): void {
    connections += 1;
    const server = connect(addressOf(target));
    client.setNoDelay(true);
    server.setNoDelay(true);
    join({ from: client, to: server, direction: "up" });
    join({ from: server, to: client, direction: "down" });
  }

  function resetAll(): void {
    for (const pipe of pipes) resetBoth(pipe);
  }

  let listener = await listen(0, onConnection);
  const { port } = listener.address() as AddressInfo;
  return {
    port,
    url: target.replace(host, `127.0.0.1:${port}`),
    get connections() {
      return connections;
    },
    passed: (direction) => passed[direction],
    pause() {
      isPaused = true;
      for (const { from } of pipes) from.pause();
    },
    swallow: (direction) => void swallowed.add(direction),
    async refuse() {
      resetAll();
      await close(listener);
    },
    reset: resetAll,
    cutAfter: (direction, bytes) => void (cut = { direction, bytes }),
    slice: (bytes) => void (sliceBytes = bytes),
    async heal() {
      // A connection that lost bytes is of no use to anybody.
      if (swallowed.size > 0) resetAll();
      swallowed.clear();
      sliceBytes = Infinity;
      cut = undefined;
      isPaused = false;
      for (const { from } of pipes) from.resume();
      if (!listener.listening) listener = await listen(port, onConnection);
    },
  };
}

/** A port, or the socket of a Postgres whose URL has a folder in the host's place. */
function addressOf(target: string): NetConnectOpts {
  const { hostname, port } = new URL(target);
  const host = decodeURIComponent(hostname);
  return host.startsWith("/") ? { path: `${host}/.s.PGSQL.${port}` } : { host, port: Number(port) };
}

function listen(port: number, onConnection: (client: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer({ allowHalfOpen: true }, onConnection);
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

function close(listener: Server): Promise<void> {
  return new Promise((resolve) => listener.close(() => resolve()));
}

function resetBoth({ from, to }: Pipe): void {
  for (const socket of [from, to]) {
    // A Unix socket knows no reset.
    if (socket.connecting || socket.remoteAddress !== undefined) socket.resetAndDestroy();
    else socket.destroy();
  }
}
