import type { WorkNotice } from "../../dispatch/work-notice.js";
import type { Database } from "../../db/connect.js";
import type { NoticeLine } from "../../db/notice-line.js";
import type { Log } from "../../log.js";
import { Watched } from "../elsewhere/commit-notice.js";
import type { Elsewhere } from "../elsewhere/elsewhere.js";
import { GatheredCommits } from "../elsewhere/gathered-commits.js";
import type { Hub } from "../hub.js";
import { Echo } from "./echo.js";
import { Gathered } from "./gathered.js";
import { type Notice, readNotice, workOf } from "./notice.js";
import { Peers } from "./peers.js";

export interface NotifierParts {
  readonly database: Pick<Database, "openNoticeLine">;
  readonly serverId: string;
  readonly hub: Hub;
  readonly elsewhere: Pick<Elsewhere, "take" | "missed">;
  /** Told when notices may have been missed. */
  readonly onGap: () => void;
  readonly log: Log;
}

/** What happens within a few milliseconds is told together, and never more often than twenty times a second. */
const GATHER_MS = 2;
const LEAST_BETWEEN_MS = 50;
const SAY_HERE_EVERY_MS = 30_000;
/** One that has not answered by then has gone without a word, or is busy with worse. */
const ANSWER_WITHIN_MS = 1000;

const NOTHING_HEARD =
  "this server does not hear its own notices: there seems to be a pooler before Postgres that hands out transactions " +
  "(PgBouncer's pool_mode = transaction), and LISTEN does nothing there. What happens at other servers is found by the " +
  "sweep, after 20 seconds. Give --database-url (KEDGE_DATABASE_URL) an address of Postgres itself, or of a pooler in session mode";

/**
 * Tells the other servers of this database what lets runs start or must stop them, and hears it from them; and what was
 * committed, while any of them has sockets that show it. A server that starts asks who is there, and is answered; as long as
 * nobody answers it sends nothing more. A notice of work that is lost costs the time until the next sweep.
 */
export class Notifier {
  readonly #line: NoticeLine;
  readonly #peers = new Peers();
  readonly #gathered = new Gathered();
  readonly #commits = new GatheredCommits();
  readonly #telling = new Map<Watched, () => void>();
  readonly #hereTimer: NodeJS.Timeout;
  readonly #unsubscribe: (() => void)[];
  readonly #echo = new Echo(() => this.parts.log.warn(NOTHING_HEARD));
  #isRelaying = false;
  #timer: NodeJS.Timeout | null = null;
  #sentAt = -Infinity;
  #sending: Promise<void> = Promise.resolve();
  #announced = 0;
  #onAnswered: (() => void)[] = [];

  constructor(private readonly parts: NotifierParts) {
    const { hub } = parts;
    this.#line = parts.database.openNoticeLine({
      onNotice: (payload) => this.#take(readNotice(payload)),
      onListening: () => {
        this.#echo.expect();
        this.#send({ presence: "hello", watches: this.#watches() });
        parts.onGap();
        if (!this.isAlone) parts.elsewhere.missed();
      },
    });
    this.#unsubscribe = [
      hub.work.subscribe((notice) => this.#tell(notice)),
      hub.events.watched.subscribe(() => this.#announce()),
      hub.logs.watched.subscribe(() => this.#announce()),
    ];
    this.#hereTimer = setInterval(() => {
      if (!this.#peers.isAlone) this.#send({ presence: "here", watches: this.#watches() });
      this.#followPeers();
    }, SAY_HERE_EVERY_MS);
    this.#hereTimer.unref();
  }

  get isAlone(): boolean {
    return this.#peers.isAlone;
  }

  /** Resolves when the other servers tell of what they commit, to whoever has begun to listen here before. */
  async othersTell(): Promise<void> {
    const announcement = this.#announced;
    const deadline = performance.now() + ANSWER_WITHIN_MS;
    while (!this.#peers.haveSeen(announcement) && performance.now() < deadline) {
      await new Promise<void>((resolve) => {
        this.#onAnswered.push(resolve);
        setTimeout(resolve, ANSWER_WITHIN_MS).unref();
      });
    }
  }

  /** Resolves when the other servers have been told all that has happened, or could not be. */
  async drained(): Promise<void> {
    if (this.#timer) {
      clearTimeout(this.#timer);
      this.#timer = null;
      while (this.#sendSome());
    }
    await this.#sending;
  }

  async stop(): Promise<void> {
    for (const unsubscribe of [...this.#unsubscribe, ...this.#telling.values()]) unsubscribe();
    clearInterval(this.#hereTimer);
    this.#echo.stop();
    await this.drained();
    if (!this.isAlone) this.#send({ presence: "bye" });
    await this.#sending;
    await this.#line.stop();
  }

  #watches(): Watched[] {
    return Watched.options.filter((what) => this.parts.hub[what].isWatched);
  }

  /** Says what sockets here show from now on, and asks for an answer. */
  #announce(): void {
    this.#announced += 1;
    if (!this.isAlone) this.#send({ presence: "here", watches: this.#watches(), announcement: this.#announced });
  }

  /** Gathers what is committed here for as long as somebody elsewhere shows it. */
  #followPeers(): void {
    for (const what of Watched.options) {
      const isWatched = this.#peers.watch(what);
      if (isWatched === this.#telling.has(what)) continue;
      this.#telling.get(what)?.();
      this.#telling.delete(what);
      if (!isWatched) continue;
      const gather = this.parts.hub.commits[what].subscribe((committed) => {
        this.#commits.add(committed);
        this.#flushSoon();
      });
      this.#telling.set(what, gather);
    }
  }

  #tell(notice: WorkNotice): void {
    if (this.#isRelaying || this.isAlone) return;
    this.#gathered.add(notice);
    this.#flushSoon();
  }

  #flushSoon(): void {
    const wait = Math.max(GATHER_MS, this.#sentAt + LEAST_BETWEEN_MS - performance.now());
    this.#timer ??= setTimeout(() => this.#flush(), wait);
  }

  #flush(): void {
    this.#timer = null;
    this.#sentAt = performance.now();
    if (this.#sendSome()) this.#timer = setTimeout(() => this.#flush(), LEAST_BETWEEN_MS);
  }

  /** Work and commits in notices of their own: together they would not have room. Returns whether something is left. */
  #sendSome(): boolean {
    if (!this.#gathered.isEmpty) this.#send(this.#gathered.take());
    if (!this.#commits.isEmpty) this.#send({ commits: this.#commits.take() });
    return !this.#gathered.isEmpty || !this.#commits.isEmpty;
  }

  #send(notice: Omit<Notice, "from">): void {
    const payload = JSON.stringify({ from: this.parts.serverId, ...notice });
    this.#sending = this.#line.send(payload).catch((error: unknown) => {
      this.#echo.stop();
      this.parts.log.warn(`the other servers were not told: ${String(error)}; their next sweep finds it`);
    });
  }

  #take(notice: Notice | null): void {
    const { serverId, hub, elsewhere } = this.parts;
    if (!notice) return;
    if (notice.from === serverId) return this.#echo.stop();
    if (notice.presence === "bye") this.#peers.left(notice.from);
    else this.#peers.heard(notice.from, { watches: notice.watches, saw: notice.saw?.[serverId] });
    this.#followPeers();
    this.#answer(notice);
    if (notice.commits) elsewhere.take(notice.from, notice.commits);
    this.#isRelaying = true;
    for (const work of workOf(notice)) hub.work.tell(work);
    this.#isRelaying = false;
  }

  #answer({ from, presence, announcement }: Notice): void {
    if (presence === "hello") this.#announce();
    if (announcement !== undefined) this.#send({ presence: "here", saw: { [from]: announcement } });
    for (const resolve of this.#onAnswered.splice(0)) resolve();
  }
}
