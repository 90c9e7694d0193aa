import { ErrorCode, type ErrorReply } from "kedge/contract";
import { BatcherFullError } from "../db/batcher.js";
import { refusalOf } from "../db/refusals.js";
import { PlaneError } from "../errors.js";

export type ErrorStatus = 400 | 401 | 403 | 404 | 405 | 409 | 410 | 413 | 422 | 423 | 500 | 503;

/** One exhaustive table: a new code does not compile until it has a status. */
const STATUS: Record<ErrorCode, ErrorStatus> = {
  INVALID_JSON: 422,
  INVALID_REQUEST: 422,
  INVALID_STATE: 422,
  INVALID_VALUES: 422,
  BAD_REQUEST: 400,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_API_VERSION: 400,
  NOT_UPDATABLE: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  ROUTE_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  STALE_FENCE: 409,
  LOCKED: 423,
  GONE: 410,
  CSRF_DISABLED: 422,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

/**
 * Prefect answers missing objects and failed validation under `exception_message`, everything else under `detail`;
 * stock clients read the one they expect, so both shapes are kept.
 */
const UNDER_EXCEPTION_MESSAGE: ReadonlySet<ErrorCode> = new Set([
  ErrorCode.NOT_FOUND,
  ErrorCode.INVALID_JSON,
  ErrorCode.INVALID_REQUEST,
  ErrorCode.UNAUTHORIZED,
  ErrorCode.UNAVAILABLE,
  ErrorCode.INTERNAL,
]);

export function asPlaneError(error: unknown): PlaneError {
  if (error instanceof PlaneError) return error;
  if (error instanceof BatcherFullError) return new PlaneError(ErrorCode.UNAVAILABLE, error.message);
  const refusal = refusalOf(error);
  if (refusal !== null) return new PlaneError(ErrorCode.UNAVAILABLE, refusal, [], { cause: error });
  return new PlaneError(ErrorCode.INTERNAL, "Internal Server Error", [], { cause: error });
}

export function errorReply(error: PlaneError, requestId: string, requestBody?: unknown) {
  const body: ErrorReply = { code: error.code, request_id: requestId };
  if (UNDER_EXCEPTION_MESSAGE.has(error.code)) body.exception_message = error.message;
  else body.detail = error.message;
  if (error.detail !== undefined) body.detail = error.detail;
  if (error.issues.length > 0) {
    body.exception_detail = [...error.issues];
    if (requestBody !== undefined) body.request_body = requestBody;
  }
  return { status: STATUS[error.code], body };
}
