type Environment = Readonly<Record<string, string | undefined>>;

/** NO_COLOR (no-color.org) beats FORCE_COLOR beats what the stream is. */
export function wantsColour(stream: { readonly isTTY?: boolean }, environment: Environment = process.env): boolean {
  if (environment["NO_COLOR"]) return false;
  const forced = environment["FORCE_COLOR"];
  if (forced) return forced !== "0";
  return stream.isTTY === true && environment["TERM"] !== "dumb";
}
