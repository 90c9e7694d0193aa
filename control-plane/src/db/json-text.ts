/**
 * A value as JSON that Postgres takes. Its jsonb knows neither NUL nor halves of surrogate pairs, and both reach a plane in
 * good faith: in the message of a user's exception, in a file name that isn't valid UTF-8. A state must not be lost to
 * either, so NUL goes and a lone half becomes the replacement character.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value ?? null);
  return text.includes("\\u") ? text.replace(UNSTORABLE, replacement) : text;
}

/** Either an escaped backslash (skipped, so that `\\u0000` in a user's text stays as it is) or what cannot be stored. */
const UNSTORABLE = /\\\\|\\u0000|\\ud[89a-f][0-9a-f]{2}/g;

function replacement(escape: string): string {
  if (escape === "\\\\") return escape;
  return escape === "\\u0000" ? "" : "\ufffd";
}

/** A text for a plain text column; a lone surrogate is replaced by the encoder itself there. */
export function storableText(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "") : text;
}

/** JSON text as it came, less the NULs that its strings would have. */
export function withoutNul(json: string): string {
  if (!json.includes("\\u0000")) return json;
  return json.replace(/\\\\|\\u0000/g, (escape) => (escape === "\\u0000" ? "" : escape));
}
