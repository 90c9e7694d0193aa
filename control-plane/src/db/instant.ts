/** `2026-01-02 03:04:05.6789+00`, as Postgres writes a timestamptz in UTC, to `2026-01-02T03:04:05.678900Z`. */
export function fromPostgres(text: string): string {
  const fraction = text.length > 22 ? text.slice(20, -3) : "";
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction.padEnd(6, "0")}Z`;
}
