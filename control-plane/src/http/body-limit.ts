import type { MiddlewareHandler } from "hono";
import { bodyLimit as streamedBodyLimit } from "hono/body-limit";
import { ErrorCode } from "kedge/contract";
import { PlaneError } from "../errors.js";

const STATED_LENGTH = /^\d+$/;

/**
 * Refuses bodies above a limit. A length that is stated is compared and the body left alone, as Node holds a request to its
 * content-length; merely asking for the body of a request makes a web stream of it.
 */
export function bodyLimit(maxBytes: number): MiddlewareHandler {
  const refuse = () => {
    throw new PlaneError(
      ErrorCode.BODY_TOO_LARGE,
      `The request body is larger than ${maxBytes / 2 ** 20} MiB; send it in smaller batches.`,
    );
  };
  const countedBodyLimit = streamedBodyLimit({ maxSize: maxBytes, onError: refuse });
  return (context, next) => {
    const { method } = context.req;
    if (method === "GET" || method === "HEAD") return next();
    const length = context.req.header("content-length");
    const isStated = length !== undefined && STATED_LENGTH.test(length) && !context.req.header("transfer-encoding");
    if (!isStated) return countedBodyLimit(context, next);
    return Number(length) > maxBytes ? refuse() : next();
  };
}
