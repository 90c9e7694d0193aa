import { setTimeout as wait } from "node:timers/promises";
import type { Sql } from "../src/db/connect.js";
import type { Fleet } from "./fleet.js";
import type { Random } from "./random.js";
import type { World } from "./world.js";

export interface PeopleParts {
  readonly sql: Sql;
  readonly fleet: Fleet;
  readonly world: World;
  readonly random: Random;
}

/** Between two of them, on average. */
const PAUSE_MS = 100;
/** What is asked for over and over again, and makes its runs once. */
const WINDOW_SECONDS = 60;

/**
 * What else comes to a server: cancels, in time and too late; processes that are not, or not yet, the run's attempt; a
 * schedule's past that is made up for, again and again. Until `signal` aborts; then the schedule ends.
 */
export async function people(parts: PeopleParts, signal: AbortSignal): Promise<void> {
  const { fleet, world, random } = parts;
  const window = windowBefore(Date.now());
  const acts = [cancel, speakForAnother, speakForAnother, () => makeUpFor(parts, window)];
  while (!signal.aborted) {
    await wait(PAUSE_MS * (0.5 + random.next()));
    await random.pick(acts)(parts);
  }
  await fleet.insist("POST", `/deployments/${world.scheduled}/pause_deployment`, {});
}

async function cancel({ sql, fleet, random }: PeopleParts): Promise<void> {
  // From all runs as likely as from those that are in somebody's hands right now.
  const [run] =
    random.next() < 0.5
      ? await sql<{ id: string }[]>`select id from flow_run order by random() limit 1`
      : await sql<{ id: string }[]>`select flow_run_id as id from lease order by random() limit 1`;
  if (run) await fleet.ask("POST", `/flow_runs/${run.id}/set_state`, { state: { type: "CANCELLING" } });
}

/** A process that was held and wakes too late, or one that was left over when the database was set back to a backup. */
async function speakForAnother({ sql, fleet, random }: PeopleParts): Promise<void> {
  const [held] = await sql<{ id: string; epoch: number; counter: string }[]>`
    select flow_run_id as id, fence_epoch as epoch, fence_counter as counter from lease order by random() limit 1`;
  if (!held) return;
  const counter = Number(held.counter) + random.pick([-1, 1000]);
  const state = { type: random.pick(["COMPLETED", "FAILED"]), message: "I am not the run's attempt." };
  const fence = `${held.id}/${held.epoch}.${counter}`;
  await fleet.ask("POST", `/flow_runs/${held.id}/set_state`, { state }, { fence });
}

async function makeUpFor({ fleet, world }: PeopleParts, window: object): Promise<void> {
  const path = `/deployments/${world.scheduled}/schedule`;
  await Promise.all([0, 1].map((first) => fleet.insist("POST", path, window, { first })));
}

function windowBefore(now: number): object {
  const start_time = new Date(now - WINDOW_SECONDS * 1000).toISOString();
  return { start_time, end_time: new Date(now).toISOString(), min_time: WINDOW_SECONDS };
}
