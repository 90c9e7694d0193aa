import { formatMicros, uuidv7, type Log, type LogCreate } from "kedge/contract";
import type { Clock } from "../clock.js";
import { Batcher, BatcherFullError } from "../db/batcher.js";
import type { Sql } from "../db/connect.js";
import { isMissingPartition, type HistoryRange } from "../db/partitions/history-range.js";
import { insertLogs, type LogLine } from "../db/queries/insert-logs.js";
import type { Hub } from "../live/hub.js";

export interface LogWriterParts {
  readonly sql: Sql;
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
  readonly #batcher: Batcher<readonly LogLine[], void>;
  #waitingCharacters = 0;

  constructor(private readonly parts: LogWriterParts) {
    this.#batcher = new Batcher((posts) => this.#insert(posts), {
      maxItems: MAX_LINES,
      maxInFlight: 2,
      maxWaiting: MAX_WAITING,
      sizeOf: (lines) => lines.length,
    });
  }

  /** Resolves once the lines are in the database. */
  async write(workspaceId: string, lines: readonly LogCreate[]): Promise<void> {
    if (lines.length === 0) return;
    const now = Math.floor(this.parts.clock.now() / 1000);
    const stored = lines.map((line) => toLogLine(workspaceId, line, now));
    const characters = stored.reduce((sum, line) => sum + line.message.length + LINE_CHARACTERS, 0);
    if (this.#waitingCharacters > 0 && this.#waitingCharacters + characters > MAX_WAITING_CHARACTERS) {
      throw new BatcherFullError(this.#waitingCharacters);
    }
    this.#waitingCharacters += characters;
    try {
      await this.#batcher.submit(stored);
    } finally {
      this.#waitingCharacters -= characters;
    }
    this.parts.hub.logs.publish(workspaceId, () => stored.map((line) => toLog(line, this.parts.clock)));
  }

  drained(): Promise<void> {
    return this.#batcher.drained();
  }

  async #insert(posts: readonly (readonly LogLine[])[]): Promise<void[]> {
    const { sql, history } = this.parts;
    const lines = posts.flat();
    try {
      await insertLogs(sql, lines);
    } catch (error) {
      // The janitor has just cut a flood off, or has not made the next partition in time.
      if (!isMissingPartition(error)) throw error;
      await history.ensure();
      await insertLogs(sql, lines);
    }
    return posts.map(() => undefined);
  }
}

/** Ids are given in the order of the lines, so that lines of one microsecond keep their order. */
function toLogLine(workspaceId: string, line: LogCreate, nowMillis: number): LogLine {
  return {
    ...line,
    id: uuidv7(nowMillis),
    workspaceId,
    name: withoutNul(line.name),
    message: withoutNul(line.message),
  };
}

/** Postgres' text holds no NUL; a worker must not lose a batch to one odd byte of a user's output. */
function withoutNul(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "") : text;
}

function toLog(line: LogLine, clock: Clock): Log {
  const now = formatMicros(clock.now());
  const { id, name, level, message, timestamp } = line;
  return {
    id,
    created: now,
    updated: now,
    name,
    level,
    message,
    timestamp,
    flow_run_id: line.flow_run_id ?? null,
    task_run_id: line.task_run_id ?? null,
  };
}
