import type { LoopParts } from "./loop.js";

const TICK_MS = 10_000;

/** Every server makes the runs of every tick, for none of them leads; the tick's key lets only one of them stand. */
export async function scheduleOnce({ process, database, wiring, schedule }: LoopParts): Promise<number> {
  const { now } = process.kernel;
  const key = wiring.tickKey(Math.floor(now / TICK_MS), process.name);
  if (now < schedule.untilMs) await database.run(process, (store) => store.createRun(schedule.runOf(key)));
  return TICK_MS - (now % TICK_MS);
}
