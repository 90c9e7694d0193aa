import type { WebSocket } from "ws";
import type { Plane } from "../../plane.js";
import type { Signal } from "../signal.js";
import type { Frames } from "./frames.js";

/** One connection, after its handshake. */
export interface Connected {
  readonly socket: WebSocket;
  readonly frames: Frames;
  readonly plane: Plane;
  readonly workspaceId: string;
  /** What stands in the path, by name. */
  readonly params: Readonly<Record<string, string>>;
  /** The attempt's token, when the client acts for one. */
  readonly fence: string | null;
  /** How long a frame that the protocol demands may take. */
  readonly deadlineMs: number;
  /** How often the other side is pinged. */
  readonly pingEveryMs: number;
  /** Tells when the server is about to stop, just before the socket is closed. Not an AbortSignal: that walks all listeners for each new one. */
  readonly stopping: Signal<void>;
}

/** What one path does with its sockets; resolves when it is done with one. */
export type SocketKind = (connected: Connected) => Promise<void>;
