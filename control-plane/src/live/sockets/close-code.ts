import type { WebSocket } from "ws";

/** Why a socket is closed (RFC 6455, 7.4). Prefect's clients connect again after every one but 1000. */
export const CloseCode = {
  NORMAL: 1000,
  PROTOCOL_ERROR: 1002,
  POLICY_VIOLATION: 1008,
  INTERNAL_ERROR: 1011,
  SERVICE_RESTART: 1012,
  TRY_AGAIN_LATER: 1013,
} as const;
export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode];

/** The frame has room for this much of a reason. */
const MAX_REASON_BYTES = 123;

export function closeSocket(socket: WebSocket, code: CloseCode, reason: string): void {
  let text = reason;
  while (Buffer.byteLength(text) > MAX_REASON_BYTES) text = text.slice(0, -1);
  socket.close(code, text);
}
