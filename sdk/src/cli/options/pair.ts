import { InvalidArgumentError } from "@commander-js/extra-typings";

export type Values = Readonly<Record<string, unknown>>;

/**
 * Collects a repeatable `key=value`. The value is JSON where it parses as such (`lr=0.1`, `tags=["a"]`, `raw=null`) and
 * plain text otherwise; quote it to force text: `version='"3"'`.
 */
export function pair(text: string, previous: Values = {}): Values {
  const equals = text.indexOf("=");
  if (equals < 1) throw new InvalidArgumentError("Expected key=value.");
  return { ...previous, [text.slice(0, equals)]: valueOf(text.slice(equals + 1)) };
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // not JSON, so it means itself
  }
}
