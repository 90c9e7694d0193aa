import { z } from "zod";

/** Every error the plane answers with has one of these codes. */
export const ErrorCode = {
  INVALID_JSON: "INVALID_JSON",
  INVALID_REQUEST: "INVALID_REQUEST",
  INVALID_VALUES: "INVALID_VALUES",
  BAD_REQUEST: "BAD_REQUEST",
  BODY_TOO_LARGE: "BODY_TOO_LARGE",
  UNSUPPORTED_API_VERSION: "UNSUPPORTED_API_VERSION",
  UNAUTHORIZED: "UNAUTHORIZED",
  FORBIDDEN: "FORBIDDEN",
  NOT_FOUND: "NOT_FOUND",
  ROUTE_NOT_FOUND: "ROUTE_NOT_FOUND",
  METHOD_NOT_ALLOWED: "METHOD_NOT_ALLOWED",
  CONFLICT: "CONFLICT",
  NOT_UPDATABLE: "NOT_UPDATABLE",
  STALE_FENCE: "STALE_FENCE",
  /** Slots that are asked for are in use; the header Retry-After says when to come again. */
  LOCKED: "LOCKED",
  GONE: "GONE",
  CSRF_DISABLED: "CSRF_DISABLED",
  INVALID_STATE: "INVALID_STATE",
  UNAVAILABLE: "UNAVAILABLE",
  INTERNAL: "INTERNAL",
} as const;
export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];

/** One thing wrong with a request, by its place: `["body", "state", "type"]`. */
export const RequestIssue = z.object({
  loc: z.array(z.union([z.string(), z.number()])),
  msg: z.string(),
  type: z.string(),
});
export type RequestIssue = z.infer<typeof RequestIssue>;

/**
 * Prefect's three error shapes in one: domain errors read `detail`, missing objects and failed validation read
 * `exception_message`. `code` and `request_id` are Kedge's additions.
 */
export const ErrorReply = z
  .object({
    code: z.enum(ErrorCode),
    request_id: z.string().optional(),
    detail: z.string().optional(),
    exception_message: z.string().optional(),
    exception_detail: z.array(RequestIssue).optional(),
    request_body: z.unknown().optional(),
  })
  .meta({ id: "ErrorReply" });
export type ErrorReply = z.infer<typeof ErrorReply>;
