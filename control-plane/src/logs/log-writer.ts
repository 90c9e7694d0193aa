import { formatMicros, type LogCreate } from "kedge/contract";
import type { Clock } from "../clock.js";
import { Batcher, BatcherFullError } from "../db/batcher.js";
import type { Sql } from "../db/connect.js";
import { isMissingPartition, type HistoryRange } from "../db/partitions/history-range.js";
import { insertLogs, type LogPost } from "../db/queries/insert-logs.js";
import type { Hub } from "../live/hub.js";
import { tagOf } from "./line-id.js";
import { logPost } from "./log-post.js";
import { logsOf } from "./logs-of.js";
import { showLines } from "./show-lines.js";

export interface LogWriterParts {
  readonly sql: Sql;
  readonly serverId: string;
  readonly clock: Clock;
  readonly hub: Hub;
  readonly history: HistoryRange;
}

/** Rows of one statement; more gains nothing and holds a connection longer. */
const MAX_LINES = 2000;
/** Text that may wait for the database, about 64 MB. Beyond it a post is refused (503) and the client sends it again. */
const MAX_WAITING_CHARACTERS = 64 * 2 ** 20;
/** What a line counts for besides its message: an empty one takes memory as well. */
const LINE_CHARACTERS = 200;
/** Posts that may wait; their lines are counted above. */
const MAX_WAITING = 20_000;

/** Stores log lines, the concurrent posts together, and shows them to those who watch. */
export class LogWriter {
  readonly #batcher: Batcher<LogPost, void>;
  #waitingCharacters = 0;

  constructor(private readonly parts: LogWriterParts) {
    this.#batcher = new Batcher((posts) => this.#insert(posts), {
      maxItems: MAX_LINES,
      maxInFlight: 2,
      maxWaiting: MAX_WAITING,
      sizeOf: ({ lines }) => lines.length,
    });
  }

  /** Resolves once the lines are in the database. */
  async write(workspaceId: string, lines: readonly LogCreate[]): Promise<void> {
    if (lines.length === 0) return;
    const characters = lines.reduce((sum, line) => sum + line.message.length + LINE_CHARACTERS, 0);
    if (this.#waitingCharacters > 0 && this.#waitingCharacters + characters > MAX_WAITING_CHARACTERS) {
      throw new BatcherFullError(this.#waitingCharacters);
    }
    const now = this.parts.clock.now();
    const post = logPost(workspaceId, lines, { now, tag: tagOf(this.parts.serverId) });
    this.#waitingCharacters += characters;
    try {
      await this.#batcher.submit(post);
    } finally {
      this.#waitingCharacters -= characters;
    }
    showLines(this.parts.hub, workspaceId, () => logsOf(post, formatMicros(now)));
  }

  drained(): Promise<void> {
    return this.#batcher.drained();
  }

  async #insert(posts: readonly LogPost[]): Promise<void[]> {
    const { sql, history } = this.parts;
    try {
      await insertLogs(sql, posts);
    } catch (error) {
      // The janitor has just cut a flood off, or has not made the next partition in time.
      if (!isMissingPartition(error)) throw error;
      await history.ensure();
      await insertLogs(sql, posts);
    }
    return posts.map(() => undefined);
  }
}
