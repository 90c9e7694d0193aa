import { InvalidArgumentError } from "@commander-js/extra-typings";

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const PART = /(\d+(?:\.\d+)?)([smhdw])/g;

/** `90s`, `10m`, `2h30m`, `1d`: seconds. */
export function duration(text: string): number {
  const compact = text.replaceAll(" ", "");
  const parts = [...compact.matchAll(PART)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== compact) {
    throw new InvalidArgumentError("Expected a duration such as 90s, 10m, 2h30m or 1d.");
  }
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * SECONDS[unit!]!, 0);
}
