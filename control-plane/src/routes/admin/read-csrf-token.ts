import { ErrorCode, readCsrfToken as operation } from "kedge/contract";
import { PlaneError } from "../../errors.js";
import { route } from "../../http/route.js";

/** Clients stop asking once they read this sentence. */
export const readCsrfToken = route(operation, async () => {
  throw new PlaneError(ErrorCode.CSRF_DISABLED, "CSRF protection is disabled.");
});
