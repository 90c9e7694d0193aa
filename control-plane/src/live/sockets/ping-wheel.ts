import type { WebSocket } from "ws";

/** A peer that is silent through two pings is gone: a half-open connection would otherwise stay for hours. */
const MOST_MISSES = 2;

/** Spread over so many moments, a ping to each of ten thousand sockets is a steady trickle. */
const MOST_MOMENTS = 20;
const LEAST_BETWEEN_MOMENTS_MS = 50;

/** Pings every socket once in `everyMs`, at a random moment of its own and from one timer; ends those that no longer answer. */
export class PingWheel {
  readonly #moments: Set<WebSocket>[];
  readonly #misses = new WeakMap<WebSocket, number>();
  readonly #timer: NodeJS.Timeout;
  #now = 0;

  constructor(
    everyMs: number,
    private readonly random: () => number = Math.random,
  ) {
    const moments = Math.min(MOST_MOMENTS, Math.max(1, Math.floor(everyMs / LEAST_BETWEEN_MOMENTS_MS)));
    this.#moments = Array.from({ length: moments }, () => new Set());
    this.#timer = setInterval(() => this.#turn(), everyMs / moments);
    this.#timer.unref();
  }

  add(socket: WebSocket): void {
    const heard = () => this.#misses.set(socket, 0);
    socket.on("pong", heard).on("ping", heard).on("message", heard);
    const moment = this.#moments[Math.floor(this.random() * this.#moments.length)]!;
    moment.add(socket);
    socket.once("close", () => moment.delete(socket));
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #turn(): void {
    this.#now = (this.#now + 1) % this.#moments.length;
    for (const socket of this.#moments[this.#now]!) {
      const missed = this.#misses.get(socket) ?? 0;
      // A socket that this server itself has stopped reading cannot be heard.
      if (missed >= MOST_MISSES && !socket.isPaused) {
        socket.terminate();
        continue;
      }
      this.#misses.set(socket, missed + 1);
      socket.ping();
    }
  }
}
