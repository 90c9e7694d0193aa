import { ErrorCode, Id, type RequestIssue } from "kedge/contract";

export interface PlaneErrorOptions extends ErrorOptions {
  /** What stands under `detail` in place of the message: the words that stock clients know. */
  readonly detail?: string;
  /** When the caller may come again, for its header Retry-After. */
  readonly retryAfterSeconds?: number;
}

/** An answer other than success, as a value with a code: the HTTP layer turns it into a status and Prefect's shape. */
export class PlaneError extends Error {
  override readonly name = "PlaneError";
  readonly detail: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly issues: readonly RequestIssue[] = [],
    options: PlaneErrorOptions = {},
  ) {
    super(message, options);
    this.detail = options.detail;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** Prefect says it in one of two ways, depending on the route; a reply has both. */
export function notFound(what: string, idOrName: string): PlaneError {
  const which = Id.safeParse(idOrName).success ? `with id ${idOrName}` : idOrName;
  return new PlaneError(ErrorCode.NOT_FOUND, `${what} ${which} not found`, [], { detail: `${what} not found` });
}

/** What was asked for is not there, or not any more. */
export function isNotFound(error: unknown): error is PlaneError {
  return error instanceof PlaneError && error.code === ErrorCode.NOT_FOUND;
}

export function conflict(message: string): PlaneError {
  return new PlaneError(ErrorCode.CONFLICT, message);
}

export function invalidRequest(message: string, issues: readonly RequestIssue[] = []): PlaneError {
  return new PlaneError(ErrorCode.INVALID_REQUEST, message, issues);
}
