import { ErrorCode, type WorkPoolUpdate } from "kedge/contract";
import { PlaneError } from "../errors.js";

const RESERVED = /^prefect/i;
const PLAIN_SETTINGS = new Set(["is_paused", "concurrency_limit"]);

export function refuseReservedName(name: string): void {
  refuse(name, "Work pools starting with 'Prefect' are reserved for internal use.");
}

export function refuseChangingReserved(name: string, changes: WorkPoolUpdate): void {
  if (Object.keys(changes).every((field) => PLAIN_SETTINGS.has(field))) return;
  refuse(
    name,
    "Work pools starting with 'Prefect' are reserved for internal use and can only be updated to set concurrency limits or pause.",
  );
}

export function refuseDeletingReserved(name: string): void {
  refuse(name, "Work pools starting with 'Prefect' are reserved for internal use and can not be deleted.");
}

function refuse(name: string, message: string): void {
  if (RESERVED.test(name)) throw new PlaneError(ErrorCode.FORBIDDEN, message);
}
