import { Option } from "@commander-js/extra-typings";
import { integer } from "./integer.js";
import { logLevel } from "./log-level.js";

const MOST_LINES = 1_000_000;

export function levelOption() {
  return new Option("--level <level>", "only lines of this level or above: debug, info, warning...").argParser(
    logLevel,
  );
}

export function headOption() {
  return new Option("--head <n>", "only the first lines").argParser(integer(1, MOST_LINES));
}

export function tailOption() {
  return new Option("--tail <n>", "only the last lines").argParser(integer(1, MOST_LINES));
}
