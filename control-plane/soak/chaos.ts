import { setTimeout as wait } from "node:timers/promises";
import type { Killable } from "./killable.js";
import type { ByteProxy } from "../test/faults/open-byte-proxy.js";
import type { Random } from "./random.js";

export interface ChaosOptions {
  readonly servers: readonly Killable[];
  readonly workers: readonly Killable[];
  readonly networks: readonly ByteProxy[];
  readonly random: Random;
  readonly leaseSeconds: number;
  /** Between two faults, on average. */
  readonly pauseMs: number;
}

export interface Faults {
  serversKilled: number;
  workersKilled: number;
  workersHeld: number;
  connectionsReset: number;
}

/**
 * Kills and holds servers and workers and resets their connections at random until `signal` aborts, and puts all of them back
 * at work then. Half of each kind are left alone at any moment: with nobody at work there is nothing to break.
 */
export async function chaos(options: ChaosOptions, signal: AbortSignal): Promise<Faults> {
  const { servers, workers, random } = options;
  const faults: Faults = { serversKilled: 0, workersKilled: 0, workersHeld: 0, connectionsReset: 0 };
  const down = new Set<Killable>();
  const healing: Promise<unknown>[] = [];

  async function kill(victim: Killable, downMs: number): Promise<void> {
    await victim.kill();
    await pause(downMs, signal);
    await victim.restart();
    down.delete(victim);
  }
  async function hold(victim: Killable): Promise<void> {
    victim.pause();
    await pause(options.leaseSeconds * 1500, signal);
    victim.resume();
    down.delete(victim);
  }

  while (!signal.aborted) {
    await pause(options.pauseMs * (0.5 + random.next()), signal);
    if (!signal.aborted && random.next() < 0.5) {
      // What is on its way is lost: a request, or the answer to one that was carried out.
      random.pick(options.networks).reset();
      faults.connectionsReset += 1;
    }
    const isServer = random.next() < 0.2;
    const kind = isServer ? servers : workers;
    const victim = random.pick(kind.filter((one) => !down.has(one)));
    const isHeld = !isServer && random.next() < 0.25;
    const downMs = random.between(0, isServer ? 3000 : 8000);
    if (signal.aborted || victim === undefined || kind.filter((one) => down.has(one)).length >= kind.length / 2)
      continue;
    down.add(victim);
    faults[isHeld ? "workersHeld" : isServer ? "serversKilled" : "workersKilled"] += 1;
    healing.push(isHeld ? hold(victim) : kill(victim, downMs));
  }
  await Promise.all(healing);
  return faults;
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  // Cut short when the chaos ends.
  await wait(milliseconds, undefined, { signal }).catch(() => {});
}
