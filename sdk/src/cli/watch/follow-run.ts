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
  /** Lines without a state between them. */
  | { readonly kind: "logs"; readonly logs: readonly Log[] }
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
/**
 * A program sends its last lines after its last state, stock Prefect up to two seconds later. The engines of both close with
 * a line of their own; once that has come, one look that finds nothing more is enough.
 */
const QUIET_LOOKS_AT_THE_END = 10;
const QUIET_LOOKS_AFTER_THE_LAST_LINE = 1;
const LAST_LINE = /^Finished in state /;

/**
 * Tells the states and lines of a run as they come, until it has ended and its lines have all arrived; the state it ended in
 * comes last. Returns the run. It looks often while there is news, and at most once a second while there is none.
 */
export async function* followRun(
  client: Client,
  id: string,
  options: FollowOptions = {},
): AsyncGenerator<RunNews, FlowRun, undefined> {
  const { signal, pause: wait = defaultPause } = options;
  const logs = options.logs ?? createLogTail(client, { flow_run_id: { any_: [id] } });
  const history = new StateHistory(client, id);
  let ended = false;
  let quietLooks = 0;
  let enough = QUIET_LOOKS_AT_THE_END;
  for (let delay = SHORTEST_PAUSE_MS; ; await wait(delay, signal)) {
    const run = await client.call(readFlowRun, { params: { id }, signal });
    // The lines are read after the state, so that an ended run's lines are looked for once more.
    const states = await history.next(run, signal);
    const lines = await logs.next(signal);
    const news = byTime(states, lines);
    yield* news;
    if (news.length === 0) yield { kind: "quiet", run };
    quietLooks = ended && news.length === 0 ? quietLooks + 1 : 0;
    ended = isTerminal(run.state_type);
    enough = lines.some(isLastLine) ? QUIET_LOOKS_AFTER_THE_LAST_LINE : enough;
    if (ended && quietLooks >= enough) {
      if (run.state !== null) yield { kind: "state", state: run.state };
      return run;
    }
    delay = news.length > 0 || ended ? SHORTEST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, delay * 1.5);
  }
}

function isLastLine({ task_run_id, message }: Log): boolean {
  return task_run_id === null && LAST_LINE.test(message);
}

/** The states that have not been told yet, but for the one that the run has ended in. */
class StateHistory {
  readonly #told = new Set<string>();
  #current: string | null = null;

  constructor(
    private readonly client: Client,
    private readonly id: string,
  ) {}

  async next(run: FlowRun, signal: AbortSignal | undefined): Promise<State[]> {
    if (run.state_id === this.#current) return [];
    this.#current = run.state_id;
    const all = await this.client.call(listFlowRunStates, { query: { flow_run_id: this.id }, signal });
    const end = isTerminal(run.state_type) ? run.state_id : null;
    const fresh = all.filter((state) => state.id !== end && !this.#told.has(state.id));
    for (const state of fresh) this.#told.add(state.id);
    return fresh;
  }
}

/** States and lines in the order of their times, lines that follow each other together. */
function byTime(states: readonly State[], logs: readonly Log[]): RunNews[] {
  const news: RunNews[] = [];
  let rest = logs;
  for (const state of states) {
    const later = rest.findIndex((log) => log.timestamp >= state.timestamp);
    const earlier = later === -1 ? rest : rest.slice(0, later);
    if (earlier.length > 0) news.push({ kind: "logs", logs: earlier });
    news.push({ kind: "state", state });
    rest = rest.slice(earlier.length);
  }
  if (rest.length > 0) news.push({ kind: "logs", logs: rest });
  return news;
}

function defaultPause(milliseconds: number, signal: AbortSignal | undefined): Promise<unknown> {
  return pause(milliseconds, undefined, { signal });
}
