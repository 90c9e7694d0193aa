import { renewLeases, type RenewRequest, WorkerFrame, WorkerHello } from "kedge/contract";
import { CloseCode, closeSocket } from "../sockets/close-code.js";
import { jsonOrNull, withDeadline } from "../sockets/handshake.js";
import type { Connected } from "../sockets/socket-kind.js";
import { answerCall } from "./calls.js";
import { Channel } from "./channel.js";
import { InOrder } from "./in-order.js";

/** Calls of one worker that are worked on at once; beyond it the socket is not read, and TCP holds the worker. */
const MOST_CALLS = 64;

/** Workers whose server stops come to the next one spread over this time. */
const RECONNECT_WITHIN_MS = 2000;

/** A worker's channel, after the handshake: hello, welcome, and then frames both ways until either side leaves. */
export async function workerChannel(connected: Connected): Promise<void> {
  const { socket, plane } = connected;
  const channel = await welcome(connected);
  if (!channel) return;
  const unsubscribe = connected.stopping.subscribe(() => {
    channel.send({ type: "leave", reconnect_after_ms: Math.random() * RECONNECT_WITHIN_MS });
  });
  const session = { workspaceId: connected.workspaceId, sessionId: channel.identity.hello.session_id };
  plane.attendance.join(session);
  plane.dispatcher.join(channel);
  try {
    await serve(connected, channel);
  } finally {
    unsubscribe();
    plane.dispatcher.leave(channel);
    plane.attendance.leave(session, { hasTakenLeave: channel.hasTakenLeave }).catch((error: unknown) => {
      plane.log.warn(`a worker's end was not noted: ${String(error)}; it counts as there until its session lapses`);
    });
    // Whatever ended the serving: a socket that nobody reads shall not stay.
    if (socket.readyState === socket.OPEN) closeSocket(socket, CloseCode.INTERNAL_ERROR, "Internal Server Error");
  }
}

async function welcome({ socket, frames, plane, workspaceId, params, deadlineMs, pingEveryMs }: Connected) {
  const text = await withDeadline(socket, deadlineMs, "hello", frames.nextText());
  if (text === null) return null;
  const hello = WorkerHello.safeParse(jsonOrNull(text));
  if (!hello.success) {
    const [issue] = hello.error.issues;
    closeSocket(socket, CloseCode.PROTOCOL_ERROR, `Invalid hello: ${issue!.path.join(".")}: ${issue!.message}`);
    return null;
  }
  const poolName = params["name"]!;
  const begun = await plane.attendance.begin({ workspaceId, poolName, hello: hello.data });
  if (!begun) {
    closeSocket(socket, CloseCode.POLICY_VIOLATION, `Work pool ${poolName} not found`);
    return null;
  }
  if (begun.is_idle) plane.services.foreman.wake();
  const channel = new Channel(socket, { workspaceId, poolId: begun.pool_id, poolName, hello: hello.data });
  channel.send({ type: "welcome", server_id: plane.serverId, ping_seconds: pingEveryMs / 1000 });
  return channel;
}

async function serve(connected: Connected, channel: Channel): Promise<void> {
  const { socket, frames } = connected;
  const order = new InOrder();
  const calls = new Set<Promise<void>>();
  for (let taken; (taken = await frames.takeAll()) !== null;) {
    for (const each of taken) {
      if (each.kind === "ping") {
        socket.pong(each.data);
        continue;
      }
      const frame = WorkerFrame.safeParse(jsonOrNull(each.text));
      if (!frame.success) {
        return closeSocket(socket, CloseCode.PROTOCOL_ERROR, `Invalid frame: ${frame.error.issues[0]!.message}`);
      }
      const place = order.take(frame.data.seq);
      if (place === "repeated") continue;
      if (place === "gap") {
        return closeSocket(socket, CloseCode.PROTOCOL_ERROR, `Frame ${order.next} is missing before ${frame.data.seq}`);
      }
      const call = take(connected, channel, frame.data);
      if (!call) continue;
      calls.add(call);
      void call.finally(() => calls.delete(call));
      while (calls.size >= MOST_CALLS) await Promise.race(calls);
    }
  }
}

/** Resolves when what the frame asked for has been answered; null when it asked for nothing. */
function take({ plane, workspaceId }: Connected, channel: Channel, frame: WorkerFrame): Promise<void> | null {
  if (frame.type === "ack") {
    channel.count(frame.acked, frame.free);
    plane.dispatcher.counted(channel, frame.ended);
    return null;
  }
  if (frame.type === "drain") {
    return channel.drain().then(() => {
      channel.send({ type: "drained" });
    });
  }
  return answerCall(plane, workspaceId, frame).then((answer) => {
    if (frame.operation === renewLeases.id && answer.status === 200) {
      plane.dispatcher.holds(channel, (frame.body as RenewRequest).runs);
    }
    channel.send({ type: "answer", to: frame.seq, ...answer });
  });
}
