import { ErrorCode, ErrorReply, type RequestIssue } from "../contract/index.js";
import { KedgeError } from "../errors.js";

/** The plane answered, and the answer is an error. `code` is the contract's ErrorCode. */
export class PlaneError extends KedgeError {
  readonly status: number;
  readonly requestId: string | undefined;
  readonly issues: readonly RequestIssue[];
  /** When to come again, as the plane asked. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: string,
    message: string,
    details: {
      status: number;
      requestId?: string | undefined;
      issues?: readonly RequestIssue[] | undefined;
      hint?: string | undefined;
      retryAfterSeconds?: number | undefined;
    },
  ) {
    super(code, message, { hint: details.hint });
    this.status = details.status;
    this.requestId = details.requestId;
    this.issues = details.issues ?? [];
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** No answer: refused, reset, timed out, or not resolvable. `everReached` tells a wrong address from an outage. */
export class PlaneUnreachableError extends KedgeError {
  readonly everReached: boolean;
  /** There is no such host, or no TLS that we trust: a mistake in the address rather than somebody who is away. */
  readonly isMisaddressed: boolean;

  constructor(message: string, details: { everReached: boolean; isMisaddressed?: boolean; hint: string }) {
    super("PLANE_UNREACHABLE", message, { hint: details.hint });
    this.everReached = details.everReached;
    this.isMisaddressed = details.isMisaddressed ?? false;
    // Where in this package a connection was refused helps nobody; the message has the reason.
    this.stack = `${this.name} [${this.code}]: ${this.explain()}`;
  }
}

/** Where the client's key came from and how it ends: enough to see which one was used, never the key. */
export interface KeyOrigin {
  readonly source: string;
  readonly lastFour: string;
}

/** Reads an error answer in any of the three shapes the API knows, and a plain status when it has none of them. */
export function planeError(
  what: string,
  status: number,
  text: string,
  key: KeyOrigin | undefined,
  retryAfterSeconds?: number,
): PlaneError {
  const reply = parseReply(text);
  const code = reply?.code ?? codeOfStatus(status);
  const issues = reply?.exception_detail ?? [];
  const reason = reply?.exception_message ?? reply?.detail ?? `status ${status}`;
  const places = issues.map((issue) => `\n  ${issue.loc.join(".")}: ${issue.msg}`).join("");
  return new PlaneError(code, `${what}: ${reason}${places}`, {
    status,
    requestId: reply?.request_id,
    issues,
    hint: hintOf(code, key),
    retryAfterSeconds,
  });
}

const LooseReply = ErrorReply.partial();

function parseReply(text: string) {
  try {
    return LooseReply.safeParse(JSON.parse(text)).data;
  } catch {
    // Not JSON: a proxy's page or a bare text. The status says what there is to say.
    return undefined;
  }
}

function codeOfStatus(status: number): string {
  if (status === 401) return ErrorCode.UNAUTHORIZED;
  if (status === 403) return ErrorCode.FORBIDDEN;
  if (status === 404) return ErrorCode.NOT_FOUND;
  if (status === 409) return ErrorCode.CONFLICT;
  if (status === 413) return ErrorCode.BODY_TOO_LARGE;
  if (status === 422) return ErrorCode.INVALID_REQUEST;
  if (status === 429 || status === 502 || status === 503 || status === 504) return ErrorCode.UNAVAILABLE;
  return status >= 500 ? ErrorCode.INTERNAL : ErrorCode.INVALID_REQUEST;
}

function hintOf(code: string, key: KeyOrigin | undefined): string | undefined {
  if (code === ErrorCode.UNAUTHORIZED || code === ErrorCode.FORBIDDEN) {
    return key === undefined
      ? "No API key was sent. Set KEDGE_API_KEY, or use a profile that has one."
      : `The key from ${key.source} (ending in ${key.lastFour}) was sent. Check that it belongs to this server.`;
  }
  if (code === ErrorCode.STALE_FENCE) {
    return "This attempt was superseded (cancelled, reaped or started again elsewhere), so its writes are refused.";
  }
  return undefined;
}
