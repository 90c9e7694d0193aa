import type { MiddlewareHandler } from "hono";
import { ErrorCode } from "kedge/contract";
import { PlaneError } from "../errors.js";

/** The protocol version spoken here, and the oldest one that clients may speak. */
export const API_VERSION = "0.8.4";
const OLDEST_SUPPORTED = [0, 8, 0] as const;

/** Refuses clients of an older protocol before they misunderstand an answer. No header: accepted. */
export const apiVersion: MiddlewareHandler = async (context, next) => {
  const header = context.req.header("x-prefect-api-version");
  if (header !== undefined) refuseUnsupported(header);
  await next();
};

function refuseUnsupported(header: string): void {
  const parts = /^(\d+)\.(\d+)\.(\d+)$/.exec(header)?.slice(1).map(Number);
  if (!parts) {
    throw new PlaneError(
      ErrorCode.UNSUPPORTED_API_VERSION,
      `Invalid X-PREFECT-API-VERSION header format. Expected header in format 'x.y.z' but received: ${header}`,
    );
  }
  const firstDifference = parts.findIndex((part, i) => part !== OLDEST_SUPPORTED[i]);
  if (firstDifference >= 0 && parts[firstDifference]! < OLDEST_SUPPORTED[firstDifference]!) {
    throw new PlaneError(
      ErrorCode.UNSUPPORTED_API_VERSION,
      `The client speaks API version ${header}; this server needs at least ${OLDEST_SUPPORTED.join(".")}. Upgrade the client.`,
    );
  }
}
