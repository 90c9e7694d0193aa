import type { RetryDelay } from "../engine/definition.js";

/** Seconds before the next attempt. Of a list the last value repeats. */
export function retryDelaySeconds(
  delay: RetryDelay,
  jitterFactor: number,
  context: { readonly attempt: number; readonly error: unknown },
  random: () => number,
): number {
  const seconds = delayOf(delay, context);
  return jitterFactor === 0 || seconds === 0 ? seconds : jittered(seconds, jitterFactor, random());
}

function delayOf(delay: RetryDelay, context: { attempt: number; error: unknown }): number {
  if (typeof delay === "number") return delay;
  if (typeof delay === "function") return Math.max(0, delay(context));
  return delay[Math.min(context.attempt, delay.length) - 1] ?? 0;
}

/**
 * A delay drawn from an exponential distribution, clamped between bounds that keep its median at `seconds`: many clients
 * spread out, and nobody waits longer than (1 + factor) times as long. `uniform` is in [0, 1).
 */
export function jittered(seconds: number, factor: number, uniform: number): number {
  const upper = seconds * (1 + factor);
  const lower = Math.max(0, seconds * Math.log2(2 ** (1 + factor) / (2 ** (1 + factor) - 1)));
  const distribution = (value: number) => 1 - Math.exp((-Math.LN2 * value) / seconds);
  const probability = distribution(lower) + uniform * (distribution(upper) - distribution(lower));
  return (-seconds * Math.log(1 - probability)) / Math.LN2;
}

export interface ExponentialOptions {
  /** The first delay in seconds. Default 1. */
  readonly factor?: number | undefined;
  /** Bound of a delay in seconds. Default 3600. */
  readonly max?: number | undefined;
}

/** Delays of factor, 2 factor, 4 factor... for `retryDelaySeconds`. */
export function exponential({ factor = 1, max = 3600 }: ExponentialOptions = {}): (context: {
  attempt: number;
}) => number {
  return ({ attempt }) => Math.min(max, factor * 2 ** (attempt - 1));
}
