import type { WorkNotice } from "../../dispatch/work-notice.js";
import type { Database } from "../../db/connect.js";
import type { NoticeLine } from "../../db/notice-line.js";
import type { Log } from "../../log.js";
import type { Hub } from "../hub.js";
import { Gathered } from "./gathered.js";
import { type Notice, readNotice, workOf } from "./notice.js";
import { Peers } from "./peers.js";

export interface NotifierParts {
  readonly database: Pick<Database, "openNoticeLine">;
  readonly serverId: string;
  readonly hub: Hub;
  /** Told when notices may have been missed. */
  readonly onGap: () => void;
  readonly log: Log;
}

/** What happens within a few milliseconds is told together, and never more often than twenty times a second. */
const GATHER_MS = 2;
const LEAST_BETWEEN_MS = 50;
const SAY_HERE_EVERY_MS = 30_000;

/**
 * Tells the other servers of this database what lets runs start or must stop them, and hears it from them. A server that
 * starts asks who is there, and is answered; as long as nobody answers it sends nothing more. A notice that is lost costs
 * the time until the next sweep.
 */
export class Notifier {
  readonly #line: NoticeLine;
  readonly #peers = new Peers();
  readonly #gathered = new Gathered();
  readonly #hereTimer: NodeJS.Timeout;
  readonly #unsubscribe: () => void;
  #isRelaying = false;
  #timer: NodeJS.Timeout | null = null;
  #sentAt = -Infinity;
  #sending: Promise<void> = Promise.resolve();

  constructor(private readonly parts: NotifierParts) {
    this.#line = parts.database.openNoticeLine({
      onNotice: (payload) => this.#take(readNotice(payload)),
      onListening: () => {
        this.#send({ presence: "hello" });
        parts.onGap();
      },
    });
    this.#unsubscribe = parts.hub.work.subscribe((notice) => this.#tell(notice));
    this.#hereTimer = setInterval(() => {
      if (!this.#peers.isAlone) this.#send({ presence: "here" });
    }, SAY_HERE_EVERY_MS);
    this.#hereTimer.unref();
  }

  get isAlone(): boolean {
    return this.#peers.isAlone;
  }

  /** Resolves when the other servers have been told all that has happened, or could not be. */
  async drained(): Promise<void> {
    if (this.#timer) {
      clearTimeout(this.#timer);
      while (!this.#gathered.isEmpty) this.#send(this.#gathered.take());
      this.#timer = null;
    }
    await this.#sending;
  }

  async stop(): Promise<void> {
    this.#unsubscribe();
    clearInterval(this.#hereTimer);
    await this.drained();
    if (!this.isAlone) this.#send({ presence: "bye" });
    await this.#sending;
    await this.#line.stop();
  }

  #tell(notice: WorkNotice): void {
    if (this.#isRelaying || this.isAlone) return;
    this.#gathered.add(notice);
    const wait = Math.max(GATHER_MS, this.#sentAt + LEAST_BETWEEN_MS - performance.now());
    this.#timer ??= setTimeout(() => this.#flush(), wait);
  }

  #flush(): void {
    this.#timer = null;
    this.#sentAt = performance.now();
    this.#send(this.#gathered.take());
    if (!this.#gathered.isEmpty) this.#timer = setTimeout(() => this.#flush(), LEAST_BETWEEN_MS);
  }

  #send(notice: Omit<Notice, "from">): void {
    const payload = JSON.stringify({ from: this.parts.serverId, ...notice });
    this.#sending = this.#line.send(payload).catch((error: unknown) => {
      this.parts.log.warn(`the other servers were not told: ${String(error)}; their next sweep finds it`);
    });
  }

  #take(notice: Notice | null): void {
    if (!notice || notice.from === this.parts.serverId) return;
    if (notice.presence === "bye") this.#peers.left(notice.from);
    else this.#peers.heard(notice.from);
    if (notice.presence === "hello") this.#send({ presence: "here" });
    this.#isRelaying = true;
    for (const work of workOf(notice)) this.parts.hub.work.tell(work);
    this.#isRelaying = false;
  }
}
