import type { WebSocket } from "ws";

/** A peer that is silent through two pings is gone: a half-open connection would otherwise stay for hours. */
const MOST_MISSES = 2;

/** Pings every socket from one timer, and ends those that no longer answer. Returns the way to stop. */
export function keepAlive(sockets: ReadonlySet<WebSocket>, everyMs: number): () => void {
  const misses = new WeakMap<WebSocket, number>();
  const timer = setInterval(() => {
    for (const socket of sockets) {
      const missed = misses.get(socket);
      if (missed === undefined) {
        const heard = () => misses.set(socket, 0);
        socket.on("pong", heard).on("ping", heard).on("message", heard);
      }
      // A socket that this server itself has stopped reading cannot be heard.
      if (missed !== undefined && missed >= MOST_MISSES && !socket.isPaused) {
        socket.terminate();
        continue;
      }
      misses.set(socket, (missed ?? 0) + 1);
      socket.ping();
    }
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
