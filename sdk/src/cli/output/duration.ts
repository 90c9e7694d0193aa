const SECOND = 1;
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** `0.4s`, `12s`, `3m 05s`, `2h 10m`, `4d 3h`: two units at most. */
export function durationText(seconds: number): string {
  if (seconds < 10) return `${(Math.floor(seconds * 10) / 10).toFixed(1)}s`;
  if (seconds < MINUTE) return `${Math.floor(seconds / SECOND)}s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)}m ${two(seconds % MINUTE)}s`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)}h ${two((seconds % HOUR) / MINUTE)}m`;
  return `${Math.floor(seconds / DAY)}d ${Math.floor((seconds % DAY) / HOUR)}h`;
}

/** `12s ago`, `in 3m`, `now`: the largest unit only, for columns. */
export function relativeTime(instant: string, now: number): string {
  const seconds = (now - Date.parse(instant)) / 1000;
  const amount = largestUnit(Math.abs(seconds));
  if (amount === null) return "now";
  return seconds > 0 ? `${amount} ago` : `in ${amount}`;
}

/** An instant with how long ago it was, for single objects; null stays null. */
export function instantText(instant: string | null, now: number): string | null {
  return instant === null ? null : `${instant}  (${relativeTime(instant, now)})`;
}

function largestUnit(seconds: number): string | null {
  if (seconds < SECOND) return null;
  if (seconds < MINUTE) return `${Math.floor(seconds)}s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)}m`;
  if (seconds < 2 * DAY) return `${Math.floor(seconds / HOUR)}h`;
  return `${Math.floor(seconds / DAY)}d`;
}

function two(amount: number): string {
  return String(Math.floor(amount)).padStart(2, "0");
}
