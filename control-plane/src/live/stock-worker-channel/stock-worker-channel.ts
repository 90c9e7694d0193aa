import { withoutNul } from "../../db/json-text.js";
import { CloseCode } from "../sockets/close-code.js";
import { jsonOrNull, SUBPROTOCOL, withDeadline } from "../sockets/handshake.js";
import type { Connected } from "../sockets/socket-kind.js";
import { ChannelRefusal, closeChannel, CloseReason, isOwnFault } from "./close-reason.js";
import { CHANNEL_VERSION, Hello, problemOf, type HelloPayload } from "./protocol.js";
import { StockWorker } from "./stock-worker.js";

/**
 * The channel that a stock worker opens by itself: its heartbeats come in, its pool's settings go out. Runs it takes over
 * REST all the same. While it is open the worker sends no heartbeat over REST, so that the pool's being ready hangs on it.
 */
export async function stockWorkerChannel(connected: Connected): Promise<void> {
  const { socket, plane, params } = connected;
  if (socket.protocol !== SUBPROTOCOL) return closeChannel(socket, CloseReason.AUTHENTICATION_FAILED);
  try {
    const hello = await takeHello(connected);
    if (hello) await new StockWorker(connected, hello).serve();
  } catch (error) {
    const reason = error instanceof ChannelRefusal ? error.reason : CloseReason.TRANSIENT_SERVER_ERROR;
    const what = `a stock worker's channel to work pool ${params["name"]} was closed: ${reason}`;
    if (isOwnFault(reason)) plane.log.error(what, error);
    else plane.log.warn(`${what}: ${String(error)}`);
    closeChannel(socket, reason);
  }
}

async function takeHello({ socket, frames, deadlineMs }: Connected): Promise<HelloPayload | null> {
  // Gathering what it says of itself can take a busy worker seconds: late, it shall come again.
  const text = await withDeadline(socket, deadlineMs, "hello", frames.nextText(), CloseCode.TRY_AGAIN_LATER);
  if (text === null) return null;
  const hello = Hello.safeParse(jsonOrNull(withoutNul(text)));
  if (!hello.success) throw new ChannelRefusal(CloseReason.PROTOCOL_ERROR, problemOf("hello", hello.error));
  const { payload } = hello.data;
  if (payload.supported_channel_versions.includes(CHANNEL_VERSION)) return payload;
  const versions = payload.supported_channel_versions.join(", ");
  throw new ChannelRefusal(CloseReason.UNSUPPORTED_VERSION, `${CHANNEL_VERSION} is spoken here, not ${versions}`);
}
