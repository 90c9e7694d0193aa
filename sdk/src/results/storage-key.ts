import { createHash } from "node:crypto";

const READABLE = /^[\w-][\w.-]{0,150}$/;

/** The name of a record: the parts themselves where any storage can hold them, otherwise their hash. */
export function storageKey(...parts: readonly string[]): string {
  const joined = parts.join("-");
  if (READABLE.test(joined)) return joined;
  // Joined by a byte that no part holds, so that ("a", "b-c") and ("a-b", "c") differ.
  return createHash("sha256").update(parts.join("\0")).digest("hex");
}
