import type { MiddlewareHandler } from "hono";
import { ErrorCode } from "kedge/contract";
import { PlaneError } from "../errors.js";

export interface AdmissionLimits {
  /** Requests that may be worked on at once. */
  readonly requests: number;
  /** What their bodies may come to, in bytes. */
  readonly bytes: number;
  /** What a body without a stated length counts for. */
  readonly maxBodyBytes: number;
}

const LIVENESS = "/api/health";

/**
 * Bounds what this server takes on at once. Whatever waits for the database waits together with its request, so this is the
 * bound of all queues behind it: when the database stands still, clients are told to come back (503) long before the
 * memory is full.
 */
export function admission({ requests, bytes, maxBodyBytes }: AdmissionLimits): MiddlewareHandler {
  let requestsTaken = 0;
  let bytesTaken = 0;
  return async ({ req }, next) => {
    // A server that is busy is alive; whoever restarted it for being busy would make it worse.
    if (req.path === LIVENESS) return next();
    const size = bodySize(req.method, req.header("content-length"), maxBodyBytes);
    // A single large body is always taken, or it could never be sent.
    if (requestsTaken >= requests || (bytesTaken > 0 && bytesTaken + size > bytes)) throw tooBusy(requestsTaken);
    requestsTaken += 1;
    bytesTaken += size;
    try {
      await next();
    } finally {
      requestsTaken -= 1;
      bytesTaken -= size;
    }
  };
}

function bodySize(method: string, length: string | undefined, maxBodyBytes: number): number {
  if (method === "GET" || method === "HEAD") return 0;
  return Math.min(Number(length ?? maxBodyBytes) || 0, maxBodyBytes);
}

function tooBusy(requests: number): PlaneError {
  return new PlaneError(
    ErrorCode.UNAVAILABLE,
    `${requests} requests are already being worked on, or their bodies are too large to take another; try again shortly.`,
  );
}
