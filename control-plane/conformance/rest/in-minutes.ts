/** Durations of which some go on while a recording is made. */
const DURATIONS = new Set([
  "estimated_run_time",
  "estimated_start_time_delta",
  "total_run_time",
  "sum_estimated_run_time",
  "sum_estimated_lateness",
  "average_lateness",
]);

/** Tells durations in tens of minutes, so that a slow machine is no difference and only a wrong duration is one. */
export function inMinutes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inMinutes);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const isDuration = DURATIONS.has(key) && typeof item === "number";
      return [key, isDuration ? `${Math.round(item / 600) * 10} min` : inMinutes(item)];
    }),
  );
}
