import { FENCE_HEADER, FenceHeader, type Operation } from "kedge/contract";
import { invalidRequest } from "../errors.js";
import type { Plane } from "../plane.js";
import { parsePart } from "./parse.js";
import type { Input, RequestContext } from "./route.js";

/** A request as it came, over HTTP or a worker's channel: its parts are JSON values that nothing was yet expected of. */
export interface RawRequest extends RequestContext {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

const NO_PART = {};

/** Reads a request by the schemas of its operation. */
export function readInput(operation: Operation, request: RawRequest, plane: Plane): Input<unknown> {
  const { params, query, body, ...context } = request;
  return {
    ...context,
    plane,
    body: (operation.body ? parsePart(operation.body, body, "body") : undefined) as never,
    params: (operation.params ? parsePart(operation.params, params, "path") : NO_PART) as never,
    query: (operation.query ? parsePart(operation.query, query, "query") : NO_PART) as never,
  };
}

export function readFence(given: string | undefined | null): string | null {
  if (given === undefined || given === null) return null;
  const fence = FenceHeader.safeParse(given);
  if (!fence.success) throw invalidRequest(`The header ${FENCE_HEADER} is not a fence: ${given}`);
  return fence.data;
}
