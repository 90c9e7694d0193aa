import { setTimeout as delay } from "node:timers/promises";
import { backoffSeconds, type RetryPolicy, retryAfterSeconds } from "./backoff.js";
import { NoAnswer, type Transport, type WireReply, type WireRequest } from "./transport.js";

/** The statuses that say "not now": timeout, too many requests, bad gateway, unavailable. */
const BUSY: ReadonlySet<number> = new Set([408, 429, 502, 503]);

export interface DriverOptions {
  readonly policy: RetryPolicy;
  /** Told once when requests begin to be repeated, not again until one has succeeded. */
  readonly onOutage?: ((reason: string) => void) | undefined;
  readonly random?: (() => number) | undefined;
  readonly now?: (() => number) | undefined;
  readonly sleep?: ((seconds: number, signal: AbortSignal | undefined) => Promise<void>) | undefined;
}

export interface Driver {
  send(request: WireRequest): Promise<WireReply>;
  /** Whether any answer has ever come: before that, a refused connection is a wrong address rather than an outage. */
  readonly reached: boolean;
}

/**
 * Repeats requests by class of status. Every write of the API may be replayed (transition ids, idempotency keys, row ids),
 * so a lost answer is repeated like a refused connection.
 */
export function createDriver(transport: Transport, options: DriverOptions): Driver {
  const { policy, onOutage, random = Math.random, now = Date.now, sleep = pause } = options;
  let reached = false;
  let isAway = false;

  function noteOutage(reason: string): void {
    if (!isAway) onOutage?.(reason);
    isAway = true;
  }

  async function send(request: WireRequest): Promise<WireReply> {
    for (let repeat = 0; ; repeat++) {
      let requestedDelay: number | undefined;
      try {
        const reply = await transport(request);
        reached = true;
        if (!BUSY.has(reply.status)) isAway = false;
        if (!BUSY.has(reply.status) || repeat >= policy.retries) return reply;
        noteOutage(`it answers with status ${reply.status}`);
        requestedDelay = retryAfterSeconds(reply.headers.get("retry-after"), now());
      } catch (error) {
        const isOutage = error instanceof NoAnswer && (reached || policy.expectReachable);
        if (!isOutage || repeat >= policy.retries) throw error;
        noteOutage(error.message);
      }
      await sleep(backoffSeconds(repeat, requestedDelay, policy, random), request.signal);
    }
  }

  return {
    send,
    get reached() {
      return reached;
    },
  };
}

async function pause(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(seconds * 1000, undefined, signal === undefined ? {} : { signal });
}
