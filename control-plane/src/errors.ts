import { ErrorCode, type RequestIssue } from "kedge/contract";

/** An answer other than success, as a value with a code: the HTTP layer turns it into a status and Prefect's shape. */
export class PlaneError extends Error {
  override readonly name = "PlaneError";

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly issues: readonly RequestIssue[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export function notFound(what: string, id: string): PlaneError {
  return new PlaneError(ErrorCode.NOT_FOUND, `${what} ${id} not found`);
}

export function conflict(message: string): PlaneError {
  return new PlaneError(ErrorCode.CONFLICT, message);
}

export function invalidRequest(message: string, issues: readonly RequestIssue[] = []): PlaneError {
  return new PlaneError(ErrorCode.INVALID_REQUEST, message, issues);
}
