import { ErrorCode } from "kedge/contract";
import type { PlaneError } from "../errors.js";
import type { Plane } from "../plane.js";

/** What went wrong through no fault of the caller's goes to the server's log; the caller is told no more than its code. */
export function reportFault(plane: Plane, asked: string, error: PlaneError, requestId: string): void {
  if (error.code !== ErrorCode.INTERNAL && error.code !== ErrorCode.UNAVAILABLE) return;
  const cause = error.cause ?? error;
  plane.writability.note(cause);
  plane.log.error(asked, cause, { request_id: requestId });
}
