import type { PrefectApi } from "../wire/prefect-api.js";
import { EVENT_CASES } from "./event-cases.js";
import { playEventCase, type Told } from "./play-event-case.js";

export interface RecordedEvents {
  cases: Record<string, Told>;
}

/** @param api of a server whose recorder runs */
export async function recordEvents(api: PrefectApi): Promise<RecordedEvents> {
  const cases: RecordedEvents["cases"] = {};
  for (const [name, eventCase] of Object.entries(EVENT_CASES)) cases[name] = await playEventCase(api, eventCase);
  return { cases };
}
