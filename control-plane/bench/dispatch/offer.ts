import { setTimeout as delay } from "node:timers/promises";
import type { MeasuredWorker } from "./subject.js";

/** How runs are created: at a rate whatever becomes of them, or each after the one before has begun. */
export type Offer =
  | { readonly kind: "rate"; readonly perSecond: number; readonly seconds: number }
  | { readonly kind: "alone"; readonly runs: number };

/** When the creation of each run was asked for, by its id. */
export type Created = ReadonlyMap<string, number>;

/** A server that is behind is not asked for more than this at once: the rate that it takes is the answer, then. */
const MOST_UNANSWERED = 32;

/** Between two runs that are alone: the worker is back to waiting, and so is a process that it keeps ready. */
const REST_MS = 700;
const LOOK_EVERY_MS = 25;

export function nameOf(offer: Offer): string {
  return offer.kind === "alone" ? "one at a time" : `${offer.perSecond} a second`;
}

export async function make(offer: Offer, worker: MeasuredWorker, patienceMs: number): Promise<Created> {
  return offer.kind === "alone" ? oneAtATime(offer.runs, worker, patienceMs) : atRate(offer, worker);
}

async function oneAtATime(runs: number, worker: MeasuredWorker, patienceMs: number): Promise<Created> {
  const created = new Map<string, number>();
  for (let run = 0; run < runs; run++) {
    const at = Date.now();
    const id = await worker.createRun();
    created.set(id, at);
    while (!(await worker.begun()).has(id) && Date.now() < at + patienceMs) await delay(LOOK_EVERY_MS);
    await delay(REST_MS);
  }
  return created;
}

async function atRate({ perSecond, seconds }: Offer & { kind: "rate" }, worker: MeasuredWorker): Promise<Created> {
  const created = new Map<string, number>();
  const unanswered = new Set<Promise<void>>();
  const startedAt = performance.now();
  for (let run = 0; run < perSecond * seconds; run++) {
    await delay(Math.max(0, startedAt + (1000 * run) / perSecond - performance.now()));
    if (unanswered.size >= MOST_UNANSWERED) continue;
    const at = Date.now();
    const answered = worker.createRun().then((id) => {
      created.set(id, at);
      unanswered.delete(answered);
    });
    unanswered.add(answered);
  }
  await Promise.all(unanswered);
  return created;
}
