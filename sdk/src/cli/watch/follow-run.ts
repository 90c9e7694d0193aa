import { setTimeout as pause } from "node:timers/promises";
import type { Client } from "../../client/index.js";
import {
  type FlowRun,
  isTerminal,
  listFlowRunStates,
  type Log,
  readFlowRun,
  type State,
} from "../../contract/index.js";
import { createLogTail, type LogTail } from "../logs/log-tail.js";

export type RunNews =
  | { readonly kind: "state"; readonly state: State }
  | { readonly kind: "log"; readonly log: Log }
  /** Nothing has happened: the run as it stands, to say what it waits for. */
  | { readonly kind: "quiet"; readonly run: FlowRun };

export interface FollowOptions {
  /** Where its lines continue. Default: from the first. */
  readonly logs?: LogTail | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly pause?: ((milliseconds: number, signal: AbortSignal | undefined) => Promise<unknown>) | undefined;
}

const SHORTEST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 1000;
/** A program sends its last lines after its last state: it is over when this many looks in a row find nothing new. */
const QUIET_LOOKS_AT_THE_END = 2;

/**
 * Tells the states and lines of a run as they come, until it has ended and its lines have all arrived. Returns the run.
 * It looks often while there is news, and at most once a second while there is none.
 */
export async function* followRun(
  client: Client,
  id: string,
  options: FollowOptions = {},
): AsyncGenerator<RunNews, FlowRun, undefined> {
  const { signal, pause: wait = defaultPause } = options;
  const logs = options.logs ?? createLogTail(client, { flow_run_id: { any_: [id] } });
  const told = new Set<string>();
  let quietLooks = 0;
  let lastState: string | null = null;
  for (let delay = SHORTEST_PAUSE_MS; ; await wait(delay, signal)) {
    const run = await client.call(readFlowRun, { params: { id }, signal });
    // The lines are read after the state, so that an ended run's lines are looked for once more.
    const states = run.state_id === lastState ? [] : await newStates(client, id, told, signal);
    lastState = run.state_id;
    const news = byTime(states, await logs.next(signal));
    yield* news;
    quietLooks = news.length === 0 ? quietLooks + 1 : 0;
    if (news.length === 0) yield { kind: "quiet", run };
    const ended = isTerminal(run.state_type);
    if (ended && quietLooks >= QUIET_LOOKS_AT_THE_END) return run;
    delay = news.length > 0 || ended ? SHORTEST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, delay * 1.5);
  }
}

async function newStates(
  client: Client,
  id: string,
  told: Set<string>,
  signal: AbortSignal | undefined,
): Promise<State[]> {
  const all = await client.call(listFlowRunStates, { query: { flow_run_id: id }, signal });
  const fresh = all.filter((state) => !told.has(state.id));
  for (const state of fresh) told.add(state.id);
  return fresh;
}

function byTime(states: readonly State[], logs: readonly Log[]): RunNews[] {
  const news = [
    ...states.map((state) => ({ at: state.timestamp, news: { kind: "state", state } as const })),
    ...logs.map((log) => ({ at: log.timestamp, news: { kind: "log", log } as const })),
  ];
  return news.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).map(({ news }) => news);
}

function defaultPause(milliseconds: number, signal: AbortSignal | undefined): Promise<unknown> {
  return pause(milliseconds, undefined, { signal });
}
