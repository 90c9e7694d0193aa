import { invalidRequest } from "../errors.js";

/**
 * Postgres stores no NUL in text or JSON. Looking for the escape in the raw text costs next to nothing; only when it is
 * there is the body walked to name the place.
 */
export function refuseNulCharacters(text: string, body: unknown): void {
  if (text.includes("\\u0000")) refuseNul(body, "body");
}

/** Looks through a value, and names the place by the part of the request that it came in. */
export function refuseNul(value: unknown, part: string): void {
  const place = findNul(value, [part]);
  if (place === null) return;
  throw invalidRequest("Invalid request received.", [
    {
      loc: place,
      msg: "contains a NUL character, which cannot be stored; remove it or encode the bytes",
      type: "nul_character",
    },
  ]);
}

function findNul(value: unknown, path: (string | number)[]): (string | number)[] | null {
  if (typeof value === "string") return value.includes("\u0000") ? path : null;
  if (typeof value !== "object" || value === null) return null;
  for (const [key, item] of Object.entries(value)) {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    if (key.includes("\u0000")) return path;
    const found = findNul(item, here);
    if (found) return found;
  }
  return null;
}
