import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { FENCE_HEADER, FenceHeader } from "kedge/contract";
import { WebSocketServer, type WebSocket } from "ws";
import type { Plane } from "../../plane.js";
import { addressOf, isForeignOrigin, workspaceOf } from "./address.js";
import { CloseCode, closeSocket } from "./close-code.js";
import { eventsIn } from "./events-in.js";
import { eventsOut } from "./events-out.js";
import { Frames } from "./frames.js";
import { SUBPROTOCOL, shakeHands } from "./handshake.js";
import { keepAlive } from "./keep-alive.js";
import { logsOut } from "./logs-out.js";
import { refuseUpgrade } from "./refuse-upgrade.js";
import type { SocketKind } from "./socket-kind.js";

/** Every path that sockets are served on. */
const KINDS: Readonly<Record<string, SocketKind>> = {
  "events/in": eventsIn,
  "events/out": eventsOut,
  "logs/out": logsOut,
};

/** An event is at most 1.5 MB. */
const MAX_FRAME_BYTES = 2 * 1024 * 1024;
const MAX_SOCKETS = 10_000;

export interface SocketOptions {
  /** How long a new socket may take over each frame that the protocol demands of it. */
  readonly deadlineMs?: number;
  readonly pingEveryMs?: number;
}

export interface Sockets {
  /** Asks everyone to come back later, and cuts off those who don't leave. */
  close(): Promise<void>;
}

/** Serves the WebSockets of the API on the server that serves its HTTP. Other upgrades are answered 404 at once. */
export function attachSockets(
  server: Server,
  plane: Plane,
  { deadlineMs = 5000, pingEveryMs = 20_000 }: SocketOptions = {},
): Sockets {
  const upgrades = new WebSocketServer({
    noServer: true,
    // Compressing each message costs about 300 KB a socket.
    perMessageDeflate: false,
    maxPayload: MAX_FRAME_BYTES,
    autoPong: false,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  const stopPinging = keepAlive(upgrades.clients, pingEveryMs);

  const onUpgrade = async (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const address = addressOf(request);
    const kind = address && Object.hasOwn(KINDS, address.path) ? KINDS[address.path] : undefined;
    if (!address || !kind) return refuseUpgrade(stream, 404);
    if (isForeignOrigin(request)) return refuseUpgrade(stream, 403);
    if (upgrades.clients.size >= MAX_SOCKETS) return refuseUpgrade(stream, 503);
    const workspaceId = await workspaceOf(plane, address);
    if (workspaceId === null) return refuseUpgrade(stream, 404);
    const fence = FenceHeader.optional().safeParse(request.headers[FENCE_HEADER]);
    if (!fence.success) return refuseUpgrade(stream, 400);
    upgrades.handleUpgrade(request, stream, head, (socket) => {
      void serve(socket, kind, { plane, workspaceId, fence: fence.data ?? null, deadlineMs });
    });
  };

  const listener = (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    // Until the upgrade nobody else listens, and an error without a listener would end the process.
    stream.on("error", () => stream.destroy());
    onUpgrade(request, stream, head).catch((error: unknown) => {
      plane.log.error(`upgrade of ${request.url}`, error);
      refuseUpgrade(stream, 503);
    });
  };
  server.on("upgrade", listener);

  return {
    async close() {
      server.off("upgrade", listener);
      stopPinging();
      await Promise.all([...upgrades.clients].map(leave));
    },
  };
}

async function serve(
  socket: WebSocket,
  kind: SocketKind,
  given: { plane: Plane; workspaceId: string; fence: string | null; deadlineMs: number },
): Promise<void> {
  // What is wrong with a connection closes it, and that is all that its reader needs to know.
  socket.on("error", () => socket.terminate());
  const frames = new Frames(socket);
  try {
    if (await shakeHands(socket, frames, given)) await kind({ socket, frames, ...given });
  } catch (error) {
    given.plane.log.error("socket", error);
    closeSocket(socket, CloseCode.INTERNAL_ERROR, "Internal Server Error");
  }
}

const LEAVE_MS = 1000;

function leave(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.terminate(), LEAVE_MS);
    socket.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
    closeSocket(socket, CloseCode.SERVICE_RESTART, "The server is stopping; connect again");
  });
}
