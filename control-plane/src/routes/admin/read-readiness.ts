import { ErrorCode, readReadiness as operation } from "kedge/contract";
import { PlaneError } from "../../errors.js";
import { ok, route } from "../../http/route.js";

export const readReadiness = route(operation, async ({ plane }) => {
  try {
    await plane.sql`select 1`;
  } catch (cause) {
    throw new PlaneError(ErrorCode.UNAVAILABLE, "The database cannot be reached.", [], { cause });
  }
  return ok({ message: "OK" });
});
