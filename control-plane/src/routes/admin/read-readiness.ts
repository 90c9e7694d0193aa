import { ErrorCode, readReadiness as operation } from "kedge/contract";
import { refusalOf } from "../../db/refusals.js";
import { PlaneError } from "../../errors.js";
import { ok, route } from "../../http/route.js";

export const readReadiness = route(operation, async ({ plane }) => {
  const { isReadOnly } = await plane.writability.check().catch((cause: unknown) => {
    const message = refusalOf(cause) ?? "The database cannot be reached.";
    throw new PlaneError(ErrorCode.UNAVAILABLE, message, [], { cause });
  });
  if (isReadOnly) throw new PlaneError(ErrorCode.UNAVAILABLE, "Service Unavailable: the database is read-only.");
  return ok({ message: "OK" });
});
