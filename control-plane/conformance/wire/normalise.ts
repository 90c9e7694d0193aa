const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const INSTANT = /\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})/g;

/** Known ids by what they stand for, so that two answers can be compared although their ids differ. */
export type Names = ReadonlyMap<string, string>;

/** What answers are told in relation to. */
export interface Reference {
  /** Epoch milliseconds: when the request was sent, or when making what it asks about began. */
  at: number;
  names?: Names;
  /** Instants closer than this to `at` count as "now": neither server nor machine is judged by its speed here. Default 4. */
  nowSeconds?: number;
}

/**
 * `now`, `now+30s` or `now-60s`: the distance of an instant from the reference. Rounded, since what was asked for ("an hour from now") was
 * asked a moment earlier than the request that answers it: to 5 s, and to 5 minutes where the distance is above half an hour.
 */
function relativeTo(instant: string, { at, nowSeconds = 4 }: Reference): string {
  const seconds = (Date.parse(instant.replace(" ", "T")) - at) / 1000;
  if (Math.abs(seconds) <= nowSeconds) return "now";
  const step = Math.abs(seconds) > 1800 ? 300 : 5;
  const rounded = Math.round(seconds / step) * step;
  return rounded > 0 ? `now+${rounded}s` : `now-${-rounded}s`;
}

/**
 * Replaces what differs between any two runs of the same calls: ids become `<name>` where known and `<uuid>` elsewhere, instants become
 * their distance from the reference. What is left must be equal on every server.
 */
export function normalise(value: unknown, reference: Reference): unknown {
  if (typeof value === "string") {
    return value
      .replace(INSTANT, (instant) => relativeTo(instant, reference))
      .replace(UUID, (id) => `<${reference.names?.get(id.toLowerCase()) ?? "uuid"}>`);
  }
  if (Array.isArray(value)) return value.map((item) => normalise(item, reference));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, normalise(item, reference)]));
  }
  return value;
}
