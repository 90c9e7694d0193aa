import type { Outcome } from "./outcome.js";

/** One cell of a transition table: where it stands, and how it is played against a server. */
export interface Cell {
  /** Kind of run, start, proposal. */
  path: readonly [kind: string, start: string, proposal: string];
  play: () => Promise<Outcome>;
}

/**
 * A recorded table. Most cells share their outcome with others, so outcomes stand once, under a name that says what happened, and the
 * table refers to them: a reader sees `"COMPLETED": "ACCEPT COMPLETED/Completed 3"` and looks up number 3 only for the details.
 */
export interface RecordedTable {
  outcomes: Record<string, Outcome>;
  table: Record<string, Record<string, Record<string, string>>>;
}

function headline(outcome: Outcome): string {
  const state = outcome.state as { type?: string; name?: string } | null;
  return `${outcome.status ?? outcome.http} ${state ? `${state.type}/${state.name}` : "no state"}`;
}

export async function recordTable(cells: readonly Cell[]): Promise<RecordedTable> {
  const result: RecordedTable = { outcomes: {}, table: {} };
  const nameOf = new Map<string, string>();
  const used = new Map<string, number>();
  for (const { path, play } of cells) {
    const outcome = await play();
    const key = JSON.stringify(outcome);
    let name = nameOf.get(key);
    if (name === undefined) {
      const count = (used.get(headline(outcome)) ?? 0) + 1;
      used.set(headline(outcome), count);
      name = `${headline(outcome)} ${count}`;
      nameOf.set(key, name);
      result.outcomes[name] = outcome;
    }
    const [kind, start, proposal] = path;
    ((result.table[kind] ??= {})[start] ??= {})[proposal] = name;
  }
  return result;
}

/** The recorded outcome of a cell, or undefined where the table was recorded before the cell existed. */
export function recordedOutcome(recorded: RecordedTable, [kind, start, proposal]: Cell["path"]): Outcome | undefined {
  const name = recorded.table[kind]?.[start]?.[proposal];
  return name === undefined ? undefined : recorded.outcomes[name];
}
