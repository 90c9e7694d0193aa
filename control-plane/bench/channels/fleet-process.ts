/**
 * Idle workers as far as the plane can see them: each keeps a channel by the worker's own client, with its reconnects and
 * its jitter, and takes the runs that it is given without starting anything.
 *
 *     npx tsx fleet-process.ts '{"apiUrl":"…","first":0,"count":2500,"perSecond":200}'
 */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { Channel } from "../../../worker/src/channel/channel.js";
import { systemClock } from "../../../worker/src/clock.js";
import { renewLeases } from "kedge/contract";
import { instant } from "./instant.js";
import { placeOf } from "./places.js";

export interface FleetSettings {
  readonly apiUrl: string;
  /** The number of the first worker. */
  readonly first: number;
  readonly count: number;
  /** Workers that are started in a second. */
  readonly perSecond: number;
}

/** What is printed, one JSON a line. */
export type FleetEvent =
  | { readonly event: "up"; readonly worker: number; readonly at: number }
  | { readonly event: "down"; readonly worker: number }
  | { readonly event: "assigned"; readonly worker: number; readonly run: string; readonly at: number }
  | { readonly event: "trouble"; readonly worker: number; readonly reason: string };

const LEASE_SECONDS = 30;
const SLOTS = 100;
const BETWEEN_STARTS_MS = 50;
/** The worker's own pause before the renewal that follows each connection. */
const LINGER_MS = 200;

const { apiUrl, first, count, perSecond } = JSON.parse(process.argv[2] ?? "") as FleetSettings;

function say(event: FleetEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

function startWorker(worker: number): void {
  const { pool, queue } = placeOf(worker);
  const sessionId = randomUUID();
  let taken = 0;
  const channel = new Channel({
    url: `${apiUrl.replace(/^http/, "ws").replace(/\/+$/, "")}/work_pools/${pool}/channel`,
    apiKey: undefined,
    hello: () => ({
      worker_name: `worker-${worker}`,
      session_id: sessionId,
      lease_seconds: LEASE_SECONDS,
      work_queue_names: [queue],
      runtimes: ["process"],
      labels: {},
      free: SLOTS - taken,
    }),
    free: () => SLOTS - taken,
    onAssign({ flow_run: { id } }) {
      taken += 1;
      say({ event: "assigned", worker, run: id, at: instant() });
    },
    onStop() {},
    onChange(isUp) {
      say(isUp ? { event: "up", worker, at: instant() } : { event: "down", worker });
      if (isUp) setTimeout(askForUnheard, LINGER_MS);
    },
    clock: systemClock,
    random: Math.random,
    log: {
      info() {},
      warn: (message, fields) => say({ event: "trouble", worker, reason: JSON.stringify(fields ?? message) }),
      error: (message) => say({ event: "trouble", worker, reason: message }),
    },
  });

  /** As the worker does once a connection, and then no more until it has runs in hand. */
  function askForUnheard(): void {
    const body = { lease_seconds: LEASE_SECONDS, runs: [], unheard: true };
    channel
      .call({ operation: renewLeases.id, params: { id: sessionId }, body })
      ?.catch((error: unknown) => say({ event: "trouble", worker, reason: String(error) }));
  }

  void channel.keep(new AbortController().signal);
}

const perStep = Math.max(1, Math.round((perSecond * BETWEEN_STARTS_MS) / 1000));
for (let worker = first; worker < first + count; worker += 1) {
  startWorker(worker);
  if ((worker - first + 1) % perStep === 0) await delay(BETWEEN_STARTS_MS);
}
