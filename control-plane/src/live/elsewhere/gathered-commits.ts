import type { CommitNotice, Committed, StoredLines, Watched } from "./commit-notice.js";

/** An id takes 39 bytes and lines of a run about 220: together they stay below the 8,000 of a NOTIFY. */
const MOST_IDS = 100;
const MOST_LINES = 12;
/** What may wait for notices with room, half a second's worth at twenty a second. */
const MOST_IDS_WAITING = 1000;
const MOST_LINES_WAITING = 120;

interface Id {
  readonly kind: "events" | "states";
  readonly workspaceId: string;
  readonly id: string;
}

/** What was committed since the last notice. More than can be told is forgotten, and that is told instead. */
export class GatheredCommits {
  #ids: Id[] = [];
  /** By run: lines that come in quick succession are told as one stretch. */
  readonly #lines = new Map<string, StoredLines>();
  readonly #missed = new Set<Watched>();

  get isEmpty(): boolean {
    return this.#ids.length + this.#lines.size + this.#missed.size === 0;
  }

  add(committed: Committed): void {
    if (committed.kind === "lines") {
      for (const lines of committed.lines) this.#addLines(lines);
      return;
    }
    const { kind, workspaceId, ids } = committed;
    if (this.#ids.length + ids.length > MOST_IDS_WAITING) {
      this.#ids = [];
      this.#missed.add("events");
    } else for (const id of ids) this.#ids.push({ kind, workspaceId, id });
  }

  /** As much as one notice holds; the rest stays. */
  take(): CommitNotice {
    const ids = this.#ids.splice(0, MOST_IDS);
    const lines = [...this.#lines].slice(0, MOST_LINES);
    for (const [run] of lines) this.#lines.delete(run);
    const missed = [...this.#missed];
    this.#missed.clear();
    return {
      ...byWorkspace("events", ids),
      ...byWorkspace("states", ids),
      ...(lines.length > 0 && { lines: lines.map(([, each]) => each) }),
      ...(missed.length > 0 && { missed }),
    };
  }

  #addLines(lines: StoredLines): void {
    const [workspaceId, runId, first, last, earliest, latest] = lines;
    const key = `${workspaceId} ${runId}`;
    const known = this.#lines.get(key);
    if (!known && this.#lines.size >= MOST_LINES_WAITING) {
      this.#lines.clear();
      this.#missed.add("logs");
      return;
    }
    const joined: StoredLines = known
      ? [
          workspaceId,
          runId,
          least(known[2], first),
          most(known[3], last),
          least(known[4], earliest),
          most(known[5], latest),
        ]
      : lines;
    this.#lines.set(key, joined);
  }
}

/** Ids and canonical instants sort as text. */
const least = (a: string, b: string) => (a < b ? a : b);
const most = (a: string, b: string) => (a > b ? a : b);

function byWorkspace(kind: Id["kind"], ids: readonly Id[]): CommitNotice {
  const grouped: Record<string, string[]> = {};
  for (const each of ids) if (each.kind === kind) (grouped[each.workspaceId] ??= []).push(each.id);
  return Object.keys(grouped).length > 0 ? { [kind]: grouped } : {};
}
