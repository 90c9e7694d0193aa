const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const INSTANT = /\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})/g;

/** Instants closer to the request than this count as "now": neither server nor machine is judged by its speed here. */
const NOW_SECONDS = 4;

/** Known ids by what they stand for, so that two answers can be compared although their ids differ. */
export type Names = ReadonlyMap<string, string>;

/**
 * `now`, `now+30s` or `now-60s`: the distance of an instant from the request. Rounded, since what was asked for ("an hour from now") was
 * asked a moment earlier than the request that answers it: to 5 s, and to 5 minutes where the distance is above half an hour.
 */
export function relativeTo(instant: string, requestedAt: number): string {
  const seconds = (Date.parse(instant.replace(" ", "T")) - requestedAt) / 1000;
  if (Math.abs(seconds) <= NOW_SECONDS) return "now";
  const step = Math.abs(seconds) > 1800 ? 300 : 5;
  const rounded = Math.round(seconds / step) * step;
  return rounded > 0 ? `now+${rounded}s` : `now-${-rounded}s`;
}

/**
 * Replaces what differs between any two runs of the same calls: ids become `<name>` where known and `<uuid>` elsewhere, instants become
 * their distance from the request. What is left must be equal on every server.
 */
export function normalise(value: unknown, requestedAt: number, names: Names = new Map()): unknown {
  if (typeof value === "string") {
    return value
      .replace(INSTANT, (instant) => relativeTo(instant, requestedAt))
      .replace(UUID, (id) => `<${names.get(id.toLowerCase()) ?? "uuid"}>`);
  }
  if (Array.isArray(value)) return value.map((item) => normalise(item, requestedAt, names));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, normalise(item, requestedAt, names)]));
  }
  return value;
}
