import type { Kernel } from "./kernel.js";

/**
 * Takes time and chance away from the code that is simulated, but for what it is given: the wall clock is virtual and wrong
 * by as much as `skewMs` says, `setImmediate` is the kernel's, and whatever else would make two runs of a seed differ throws.
 */
export async function withoutAmbience<T>(kernel: Kernel, skewMs: () => number, work: () => Promise<T>): Promise<T> {
  const { setImmediate, setTimeout, setInterval } = globalThis;
  const { now } = Date;
  const { random } = Math;
  const refused = (name: string) => () => {
    throw new Error(`${name} was called inside the simulation; take it in as a dependency`);
  };
  Object.assign(globalThis, {
    setImmediate: kernel.onNextTurn,
    setTimeout: refused("setTimeout"),
    setInterval: refused("setInterval"),
  });
  Date.now = () => Math.floor(EPOCH_MS + kernel.now + skewMs());
  Math.random = refused("Math.random");
  try {
    return await work();
  } finally {
    Object.assign(globalThis, { setImmediate, setTimeout, setInterval });
    Date.now = now;
    Math.random = random;
  }
}

/** When virtual time begins. */
export const EPOCH_MS = Date.UTC(2026, 0, 1);
