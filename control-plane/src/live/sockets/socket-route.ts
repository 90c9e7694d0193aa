import { CHANNEL_PROTOCOLS, MAX_FRAME_BYTES } from "kedge/contract";
import { workerChannel } from "../channel/worker-channel.js";
import { CloseReason } from "../stock-worker-channel/close-reason.js";
import { stockWorkerChannel } from "../stock-worker-channel/stock-worker-channel.js";
import { eventsIn } from "./events-in.js";
import { eventsOut } from "./events-out.js";
import { SUBPROTOCOL } from "./handshake.js";
import { logsOut } from "./logs-out.js";
import type { SocketKind } from "./socket-kind.js";

/** One door a family of sockets: with bounds of its own, so that no family can starve another. */
export interface Door {
  /** The subprotocols that are spoken, best first. */
  readonly protocols: readonly string[];
  /** Whether a client may come without any: those from before there was a handshake. */
  readonly takesLegacy: boolean;
  readonly maxFrameBytes: number;
  readonly maxSockets: number;
  readonly handshakesPerSecond: number;
}

/** What Prefect's clients open, up to five a run. An event is at most 1.5 MB. */
export const STOCK_DOOR: Door = {
  protocols: [SUBPROTOCOL],
  takesLegacy: true,
  maxFrameBytes: 2 * 1024 * 1024,
  maxSockets: 10_000,
  handshakesPerSecond: 1000,
};

export const WORKER_DOOR: Door = {
  protocols: CHANNEL_PROTOCOLS,
  takesLegacy: false,
  maxFrameBytes: MAX_FRAME_BYTES,
  maxSockets: 20_000,
  handshakesPerSecond: 500,
};

export interface SocketRoute {
  /** Relative to the API's base, parameters in braces. */
  readonly path: string;
  readonly door: Door;
  readonly kind: SocketKind;
  /** The word for a failed authentication that this path's clients know. */
  readonly authenticationRefusal?: string;
}

/** Every path that sockets are served on. */
const SOCKET_ROUTES: readonly SocketRoute[] = [
  { path: "events/in", door: STOCK_DOOR, kind: eventsIn },
  { path: "events/out", door: STOCK_DOOR, kind: eventsOut },
  { path: "logs/out", door: STOCK_DOOR, kind: logsOut },
  { path: "work_pools/{name}/channel", door: WORKER_DOOR, kind: workerChannel },
  {
    path: "work_pools/{name}/workers/connect",
    door: STOCK_DOOR,
    kind: stockWorkerChannel,
    authenticationRefusal: CloseReason.AUTHENTICATION_FAILED,
  },
];

const COMPILED = SOCKET_ROUTES.map((route) => ({
  ...route,
  pattern: new RegExp(`^${route.path.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`),
}));

export interface MatchedRoute extends SocketRoute {
  readonly params: Readonly<Record<string, string>>;
}

/** undefined: no sockets are served there. */
export function matchSocketRoute(path: string): MatchedRoute | undefined {
  for (const route of COMPILED) {
    const match = route.pattern.exec(path);
    if (!match) continue;
    try {
      const params = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
      return { ...route, params: Object.fromEntries(params) as Record<string, string> };
    } catch {
      // A stray per cent sign: no name of anything.
      return undefined;
    }
  }
  return undefined;
}
