import { setTimeout as delay } from "node:timers/promises";
import postgres from "#postgres";
import { socketHost } from "./socket-host.js";

export interface NoticeHandlers {
  readonly onNotice: (payload: string) => void;
  /** Told whenever listening has begun, also again: what was sent before that was not heard. */
  readonly onListening: () => void;
}

const CHANNEL = "kedge";
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5000;

/**
 * LISTEN and NOTIFY on one connection of their own, in autocommit: a commit that notifies holds a lock of the whole cluster,
 * so it must never be one that carries work. Connects again for as long as it takes; through a pooler that hands out
 * transactions, nothing is heard.
 */
export class NoticeLine {
  readonly #stopping = new AbortController();
  readonly #ended: Promise<void>;
  #sql: postgres.Sql | null = null;

  constructor(
    private readonly url: string,
    private readonly handlers: NoticeHandlers,
  ) {
    this.#ended = this.#keep();
  }

  /** Rejects when it could not be sent; it is not sent again. */
  async send(payload: string): Promise<void> {
    if (!this.#sql) throw new Error("the line to the other servers is down");
    await this.#sql`select pg_notify(${CHANNEL}, ${payload})`;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }

  async #keep(): Promise<void> {
    const { signal } = this.#stopping;
    for (let failures = 0; !signal.aborted; failures++) {
      const { sql, closed } = this.#open();
      try {
        await sql.unsafe(`listen ${CHANNEL}`);
        failures = 0;
        this.#sql = sql;
        this.handlers.onListening();
        await Promise.race([closed, aborted(signal)]);
      } catch {
        // The database is away: whoever writes to it says so, and this line comes back when it does.
      } finally {
        this.#sql = null;
        await sql.end({ timeout: 1 });
      }
      const pause = Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS);
      // Aborted: the loop ends.
      await delay(pause, undefined, { signal }).catch(() => {});
    }
  }

  #open(): { sql: postgres.Sql; closed: Promise<void> } {
    let onclose: () => void = () => {};
    const closed = new Promise<void>((resolve) => (onclose = resolve));
    const options = {
      ...socketHost(this.url),
      max: 1,
      max_lifetime: null,
      connect_timeout: 10,
      fetch_types: false,
      onnotice: () => {},
      onclose,
      // The client's own `listen` gives up when its first try to connect again fails.
      onnotify: (_: string, payload: string) => this.handlers.onNotice(payload),
      connection: { application_name: "kedge-notices" },
    };
    return { sql: postgres(this.url, options), closed };
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
