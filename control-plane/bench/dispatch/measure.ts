import { setTimeout as delay } from "node:timers/promises";
import { latencyOf } from "../press.js";
import { type Created, make, nameOf, type Offer } from "./offer.js";
import type { DispatchSubject, MeasuredWorker, Start } from "./subject.js";

/** Milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

export interface Measured {
  readonly start: Start;
  readonly offer: Offer;
  readonly created: number;
  readonly createdPerSecond: number;
  /** Runs that came as far as this start goes: to the worker, or to their first line. */
  readonly arrived: number;
  readonly arrivedPerSecond: number;
  readonly toWorker: Latency | null;
  readonly toFirstLine: Latency | null;
  readonly workerToFirstLine: Latency | null;
}

/** A rate is kept when what arrives is not much slower than what is created: else the queue grows, and latency says nothing. */
const KEPT = 0.75;
/** Far behind at one rate, nothing is learnt from a higher one. */
const HOPELESS = 0.5;

export function isKept({ created, createdPerSecond, arrived, arrivedPerSecond }: Measured): boolean {
  return arrived === created && arrivedPerSecond >= KEPT * createdPerSecond;
}

function isHopeless({ start, created, arrived, arrivedPerSecond }: Measured, asked: number): boolean {
  // A worker that polls gets all that there is at once, now and then: its rate says nothing, only what it never got.
  return start === "none" ? arrived < HOPELESS * created : arrivedPerSecond < HOPELESS * asked;
}

export interface MeasureOptions {
  readonly offers: (start: Start) => readonly Offer[];
  /** How long the last runs may take to arrive. */
  readonly patienceMs: number;
  readonly progress: (line: string) => void;
}

/** One subject through all its starts and offers; each start has a worker of its own. */
export async function measure(subject: DispatchSubject, options: MeasureOptions): Promise<readonly Measured[]> {
  const all: Measured[] = [];
  for (const start of subject.starts) {
    for (const offer of options.offers(start)) {
      const worker = await subject.startWorker(start);
      try {
        all.push(await measureOne(start, offer, worker, options.patienceMs));
      } finally {
        await worker.stop();
      }
      const measured = all.at(-1)!;
      options.progress(`${subject.name}: ${start}, ${nameOf(offer)}: ${measured.arrived} of ${measured.created}`);
      if (offer.kind === "rate" && isHopeless(measured, offer.perSecond)) break;
    }
  }
  return all;
}

/** Enough for a p99, and few enough to ask a slow server about. */
const MOST_ASKED = 200;
const LOOK_EVERY_MS = 250;
/** Answers may come in another order than the requests were sent. */
const LAST_FEW = 5;

async function measureOne(start: Start, offer: Offer, worker: MeasuredWorker, patienceMs: number): Promise<Measured> {
  const created = await make(offer, worker, patienceMs);
  await allArrived([...created.keys()], start, worker, patienceMs);
  const step = Math.ceil(created.size / MOST_ASKED);
  const asked = [...created.keys()].filter((_, index) => index % step === 0);
  const [assigned, begun] = [await worker.assigned(asked), await worker.begun()];
  const arrivals = start === "none" ? assigned : begun;
  const of = start === "none" ? new Map(asked.map((id) => [id, created.get(id)!])) : created;
  const arrived = [...of.keys()].flatMap((id) => arrivals.get(id) ?? []);
  return {
    start,
    offer,
    created: of.size,
    // Of all, not of those that were asked about: the rates of a sample are a part of the rates.
    createdPerSecond: perSecond([...created.values()]),
    arrived: arrived.length,
    arrivedPerSecond: (perSecond(arrived) * created.size) / of.size,
    toWorker: between(of, assigned),
    toFirstLine: between(of, begun),
    workerToFirstLine: between(assigned, begun),
  };
}

async function allArrived(runs: readonly string[], start: Start, worker: MeasuredWorker, patienceMs: number) {
  const until = Date.now() + patienceMs;
  const last = runs.slice(-LAST_FEW);
  const arrived = async () => {
    const [arrivals, expected] = start === "none" ? [await worker.assigned(last), last] : [await worker.begun(), runs];
    return expected.every((run) => arrivals.has(run));
  };
  while (!(await arrived()) && Date.now() < until) await delay(LOOK_EVERY_MS);
}

function between(from: Created, to: ReadonlyMap<string, number>): Latency | null {
  const latencies = [...from].flatMap(([id, at]) => (to.has(id) ? [to.get(id)! - at] : []));
  return latencies.length === 0 ? null : latencyOf(latencies);
}

function perSecond(instants: readonly number[]): number {
  const seconds = (Math.max(...instants) - Math.min(...instants)) / 1000;
  return instants.length < 2 || seconds === 0 ? Infinity : (instants.length - 1) / seconds;
}
