import { InvalidArgumentError } from "@commander-js/extra-typings";

const DATE_AND_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/i;

/** `2026-03-01T09:00` in the time zone of this machine, or with one: `2026-03-01T09:00:00Z`. Answers ISO 8601 in UTC. */
export function instant(text: string): string {
  const time = DATE_AND_TIME.test(text) ? Date.parse(text.replace(" ", "T")) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new InvalidArgumentError("Expected a date and a time such as 2026-03-01T09:00 or 2026-03-01T09:00:00Z.");
  }
  return new Date(time).toISOString();
}
