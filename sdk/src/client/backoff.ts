/** How a request is repeated when the plane is away or busy. */
export interface RetryPolicy {
  /** Repeats after the first try. Default 5: about a minute of patience. */
  readonly retries: number;
  /** Upper bound of one pause in seconds, whatever `Retry-After` asks for. Default 30. */
  readonly maxDelaySeconds: number;
  /** Also repeat when not even the first connection succeeded. Default false: a wrong address is reported at once. */
  readonly expectReachable: boolean;
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = { retries: 5, maxDelaySeconds: 30, expectReachable: false };

const FIRST_DELAY_SECONDS = 1;
const JITTER = 0.2;

/**
 * Seconds before repeat number `repeat` (from 0): 1, 2, 4... with 20 % of jitter, so that clients cut off together do not
 * come back together. What the server asked for is a minimum.
 */
export function backoffSeconds(
  repeat: number,
  retryAfterSeconds: number | undefined,
  policy: RetryPolicy,
  random: () => number,
): number {
  const exponential = FIRST_DELAY_SECONDS * 2 ** repeat;
  const jittered = exponential * (1 - JITTER + 2 * JITTER * random());
  return Math.min(Math.max(jittered, retryAfterSeconds ?? 0), policy.maxDelaySeconds);
}

/** `Retry-After` is seconds or an HTTP date; anything else is ignored. */
export function retryAfterSeconds(header: string | null, nowMillis: number): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - nowMillis) / 1000);
}
