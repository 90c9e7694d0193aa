import { normalise } from "../wire/normalise.js";
import type { PrefectApi } from "../wire/prefect-api.js";
import { liveThrough, type Told } from "./live-through.js";
import { sequences } from "./sequences.js";

export interface RecordedLives {
  /** The sequence as it was played, times told by their distance from its start, and what came of it. */
  lives: Record<string, { sequence: unknown; told: Told }>;
}

export async function recordLives(api: PrefectApi): Promise<RecordedLives> {
  const startedAt = Date.now();
  const lives: RecordedLives["lives"] = {};
  for (const [name, sequence] of Object.entries(sequences())) {
    lives[name] = { sequence: normalise(sequence, { at: startedAt }), told: await liveThrough(api, sequence) };
  }
  return { lives };
}
