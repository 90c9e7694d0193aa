import { inspect } from "node:util";

/** This package's own code, as it appears in stacks. */
const OURS = new URL("../engine/", import.meta.url).pathname;

/** An error as a log shows it: message, stack, fields and causes, without the frames of the machinery around user code. */
export function errorText(error: unknown): string {
  return inspect(error)
    .split("\n")
    .filter((line) => !(/^\s+at /.test(line) && (line.includes(OURS) || line.includes("node:internal/"))))
    .join("\n");
}
