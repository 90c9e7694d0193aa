import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { FENCE_HEADER, FenceHeader } from "kedge/contract";
import { WebSocketServer, type WebSocket } from "ws";
import type { Plane } from "../../plane.js";
import { Signal } from "../signal.js";
import { HandshakeAdmission } from "./admission.js";
import { addressOf, isForeignOrigin, workspaceOf } from "./address.js";
import { CloseCode, closeSocket } from "./close-code.js";
import { Frames } from "./frames.js";
import { shakeHands } from "./handshake.js";
import { PingWheel } from "./ping-wheel.js";
import { refuseUpgrade } from "./refuse-upgrade.js";
import type { Connected } from "./socket-kind.js";
import { matchSocketRoute, STOCK_DOOR, WORKER_DOOR, type Door, type SocketRoute } from "./socket-route.js";

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
  const doors = new Map([STOCK_DOOR, WORKER_DOOR].map((door) => [door, openDoor(door)]));
  const wheel = new PingWheel(pingEveryMs);
  const stopping = new Signal<void>(plane.log);

  const onUpgrade = async (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const address = addressOf(request);
    const route = address && matchSocketRoute(address.path);
    if (!address || !route) return refuseUpgrade(stream, 404);
    if (isForeignOrigin(request)) return refuseUpgrade(stream, 403);
    const { upgrades, admission } = doors.get(route.door)!;
    if (!speaks(route.door, request)) return refuseUpgrade(stream, 400);
    if (upgrades.clients.size >= route.door.maxSockets) return refuseUpgrade(stream, 503);
    const waitSeconds = admission.admit();
    if (waitSeconds > 0) return refuseUpgrade(stream, 503, waitSeconds);
    const workspaceId = await workspaceOf(plane, address);
    if (workspaceId === null) return refuseUpgrade(stream, 404);
    const fence = FenceHeader.optional().safeParse(request.headers[FENCE_HEADER]);
    if (!fence.success) return refuseUpgrade(stream, 400);
    const given: Given = {
      plane,
      workspaceId,
      params: route.params,
      fence: fence.data ?? null,
      deadlineMs,
      pingEveryMs,
      stopping,
    };
    upgrades.handleUpgrade(request, stream, head, (socket) => {
      wheel.add(socket);
      void serve(socket, route, given);
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
      wheel.stop();
      // First, so that what is being claimed still reaches its worker.
      await plane.dispatcher.stop();
      stopping.tell();
      await Promise.all([...doors.values()].flatMap(({ upgrades }) => [...upgrades.clients].map(leave)));
    },
  };
}

function openDoor(door: Door) {
  const upgrades = new WebSocketServer({
    noServer: true,
    // Compressing each message costs about 300 KB a socket.
    perMessageDeflate: false,
    maxPayload: door.maxFrameBytes,
    autoPong: false,
    handleProtocols: (offered) => door.protocols.find((protocol) => offered.has(protocol)) ?? false,
  });
  return { upgrades, admission: new HandshakeAdmission(door.handshakesPerSecond) };
}

/** Whether there is a subprotocol that both sides know. */
function speaks({ protocols, takesLegacy }: Door, request: IncomingMessage): boolean {
  const offered = new Set((request.headers["sec-websocket-protocol"] ?? "").split(",").map((each) => each.trim()));
  return takesLegacy || protocols.some((protocol) => offered.has(protocol));
}

type Given = Omit<Connected, "socket" | "frames">;

async function serve(
  socket: WebSocket,
  { kind, authenticationRefusal: refusal }: SocketRoute,
  given: Given,
): Promise<void> {
  // What is wrong with a connection closes it, and that is all that its reader needs to know.
  socket.on("error", () => socket.terminate());
  const frames = new Frames(socket);
  try {
    if (await shakeHands(socket, frames, { deadlineMs: given.deadlineMs, refusal }))
      await kind({ socket, frames, ...given });
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
