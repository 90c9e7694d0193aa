import { PlaneError, PlaneUnreachableError } from "./plane-error.js";

/** The plane is away or busy: the same request may succeed later. */
export function isOutage(error: unknown): boolean {
  if (error instanceof PlaneUnreachableError) return true;
  return error instanceof PlaneError && (error.status === 408 || error.status === 429 || error.status >= 500);
}

/** An outage that waiting may end. At an address that names no host, or whose server speaks no TLS as we do, nobody will ever answer. */
export function mayPass(error: unknown): boolean {
  return isOutage(error) && !(error instanceof PlaneUnreachableError && error.isMisaddressed);
}
