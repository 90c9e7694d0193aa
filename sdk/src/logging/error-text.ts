import { inspect } from "node:util";

/** This package, whose frames appear in stacks as sources or as compiled files. */
const PACKAGE = new URL("../../", import.meta.url).pathname;
const MACHINERY = [`${PACKAGE}src/engine/`, `${PACKAGE}dist/engine/`, "node:internal/"];

/** An error as a log shows it: message, stack, fields and causes, without the frames of the machinery around user code. */
export function errorText(error: unknown): string {
  return inspect(error)
    .split("\n")
    .filter((line) => !(/^\s+at /.test(line) && MACHINERY.some((place) => line.includes(place))))
    .join("\n");
}
