import { z } from "zod";
import type { WebSocket } from "ws";
import { CloseCode, closeSocket } from "./close-code.js";
import type { Frames } from "./frames.js";

export const SUBPROTOCOL = "prefect";

const AuthFrame = z.object({ type: z.literal("auth"), token: z.string().nullish() });

export interface HandshakeOptions {
  readonly deadlineMs: number;
  /** What one that says something else first is told; without it, what was expected. */
  readonly refusal?: string | undefined;
}

/**
 * The first frame has to say who is there, in time; nothing of what follows is looked at before. While this server knows no
 * keys every token is good, also none. A client that speaks no subprotocol comes from before there was a handshake and sends
 * no such frame.
 */
export async function shakeHands(
  socket: WebSocket,
  frames: Frames,
  { deadlineMs, refusal = `Expected {"type":"auth","token":…} as the first message` }: HandshakeOptions,
): Promise<boolean> {
  if (socket.protocol === "") return true;
  const text = await withDeadline(socket, deadlineMs, "authentication", frames.nextText());
  if (text === null) return false;
  if (!AuthFrame.safeParse(jsonOrNull(text)).success) {
    closeSocket(socket, CloseCode.POLICY_VIOLATION, refusal);
    return false;
  }
  socket.send(JSON.stringify({ type: "auth_success" }));
  return true;
}

/** Closes the socket when the frame that was awaited does not come in time: a silent one would hold its place forever. */
export async function withDeadline<T>(
  socket: WebSocket,
  deadlineMs: number,
  what: string,
  frame: Promise<T>,
  code: CloseCode = CloseCode.POLICY_VIOLATION,
): Promise<T> {
  const timer = setTimeout(() => closeSocket(socket, code, `No ${what} within ${deadlineMs / 1000} s`), deadlineMs);
  try {
    return await frame;
  } finally {
    clearTimeout(timer);
  }
}

export function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whatever it was, it isn't the message that was expected; the caller says so.
    return null;
  }
}
