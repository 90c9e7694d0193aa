/** A text search, taken apart: at least one of `include`, every one of `required`, none of `excluded`. */
export interface TextQuery {
  readonly include: readonly string[];
  readonly required: readonly string[];
  readonly excluded: readonly string[];
}

/** A sign perhaps, then a quoted phrase (the closing quote may be missing) or a word. A sign by itself means nothing. */
const TERM = /(?![-!+](?:\s|$))([-!+])?(?:"((?:\\.|[^"\\])*)(?:"|\\?$)|([^\s"]+))/gsu;

/**
 * `timeout`, `"connection timeout"`: terms, any of which will do. `+term` must be there, `-term` or `!term` must not. A
 * backslash in a phrase keeps the quote or backslash after it.
 */
export function parseTextQuery(text: string): TextQuery {
  const include: string[] = [];
  const required: string[] = [];
  const excluded: string[] = [];
  for (const [, sign, phrase, word] of text.matchAll(TERM)) {
    const term = word ?? phrase?.replaceAll(/\\(["\\])/g, "$1") ?? "";
    if (term.trim() === "") continue;
    if (sign === "+") required.push(term);
    else if (sign === undefined) include.push(term);
    else excluded.push(term);
  }
  return { include, required, excluded };
}
