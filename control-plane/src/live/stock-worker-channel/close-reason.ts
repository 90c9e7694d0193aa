import type { WebSocket } from "ws";
import { CloseCode, closeSocket } from "../sockets/close-code.js";

/** Why a stock worker's channel ends, in the words that the worker decides by. */
export const CloseReason = {
  AUTHENTICATION_FAILED: "authentication_failed",
  /** Also when the pool or a queue isn't there. */
  AUTHORIZATION_FAILED: "authorization_failed",
  UNSUPPORTED_VERSION: "unsupported_version",
  PROTOCOL_ERROR: "protocol_error",
  HEARTBEAT_PERSISTENCE_FAILED: "heartbeat_persistence_failed",
  TRANSIENT_SERVER_ERROR: "transient_server_error",
} as const;
export type CloseReason = (typeof CloseReason)[keyof typeof CloseReason];

/** After 1011 the worker comes again, after 1002 and 1008 it goes on over REST for the rest of its life. */
const CODES: Readonly<Record<CloseReason, CloseCode>> = {
  authentication_failed: CloseCode.POLICY_VIOLATION,
  authorization_failed: CloseCode.POLICY_VIOLATION,
  unsupported_version: CloseCode.POLICY_VIOLATION,
  protocol_error: CloseCode.PROTOCOL_ERROR,
  heartbeat_persistence_failed: CloseCode.INTERNAL_ERROR,
  transient_server_error: CloseCode.INTERNAL_ERROR,
};

/** Whether this server or its database is to blame, not the worker. */
export function isOwnFault(reason: CloseReason): boolean {
  return CODES[reason] === CloseCode.INTERNAL_ERROR;
}

export function closeChannel(socket: WebSocket, reason: CloseReason): void {
  closeSocket(socket, CODES[reason], reason);
}

/** Ends a channel; its message is for the log, for the worker reads nothing but the reason. */
export class ChannelRefusal extends Error {
  override readonly name = "ChannelRefusal";

  constructor(
    readonly reason: CloseReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
