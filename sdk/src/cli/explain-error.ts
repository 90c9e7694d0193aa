import { CommanderError } from "@commander-js/extra-typings";
import { KedgeError } from "../errors.js";
import type { Paint } from "./output/screen.js";

export const ExitCode = { DONE: 0, FAILED: 1, USAGE: 2 } as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** What went wrong, as data: this is what `--json` prints. */
export interface Explanation {
  readonly exitCode: ExitCode;
  readonly error: { readonly code: string; readonly message: string; readonly hint: string | null };
}

export function explainError(error: unknown): Explanation {
  if (error instanceof CommanderError) return usage(error);
  if (error instanceof KedgeError) return failed(error.code, error.message, error.hint);
  if (error instanceof Error) {
    // Peer packages (the server, the worker) have error classes of their own with the same two fields.
    const code = "code" in error && typeof error.code === "string" ? error.code : "INTERNAL";
    const hint = "hint" in error && typeof error.hint === "string" ? error.hint : undefined;
    return failed(code, code === "INTERNAL" ? (error.stack ?? error.message) : error.message, hint);
  }
  return failed("INTERNAL", String(error), undefined);
}

export function renderError({ error }: Explanation, paint: Paint): string {
  const hint = error.hint === null ? "" : `\n${indent(error.hint)}`;
  return `${paint.red("Error:")} ${error.message}${hint}`;
}

function failed(code: string, message: string, hint: string | undefined): Explanation {
  return { exitCode: ExitCode.FAILED, error: { code, message, hint: hint ?? null } };
}

/** commander writes `error: unknown command 'lss'\n(Did you mean ls?)`. */
function usage(error: CommanderError): Explanation {
  const [first = "", ...rest] = error.message.replace(/^error: /, "").split("\n");
  const suggestion = rest.join(" ").replace(/^\((.*)\)$/, "$1");
  return {
    exitCode: ExitCode.USAGE,
    error: {
      code: "USAGE",
      message: `${first.charAt(0).toUpperCase()}${first.slice(1).replace(/([^.?!])$/, "$1.")}`,
      hint: suggestion === "" ? "Add --help to see how the command is used." : suggestion,
    },
  };
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}
