import { InvalidArgumentError } from "@commander-js/extra-typings";
import { LogLevel } from "../../contract/index.js";

/** `warning` to 30; a number stands for itself. */
export function logLevel(text: string): number {
  const named = Object.entries(LogLevel).find(([name]) => name === text.toUpperCase());
  const level = named === undefined ? Number(text) : named[1];
  if (text.trim() === "" || !Number.isInteger(level)) {
    throw new InvalidArgumentError(`Expected one of ${Object.keys(LogLevel).join(", ").toLowerCase()}.`);
  }
  return level;
}
