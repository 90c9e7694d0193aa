import { createInterface } from "node:readline/promises";
import { KedgeError } from "../../errors.js";

/** Whether there is somebody to ask. */
export function hasTerminal(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** Asks one line. On stderr, so that a pipe carries results only. */
export async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(question)).trim();
  } finally {
    lines.close();
  }
}

/** Asks for a yes; without a terminal somebody has to have said it with --yes. Throws NOT_CONFIRMED. */
export async function confirm(question: string, { yes }: { readonly yes?: true | undefined }): Promise<void> {
  if (yes === true) return;
  if (!hasTerminal())
    throw new KedgeError("NOT_CONFIRMED", question, { hint: "There is no terminal to ask at: add --yes." });
  if (/^y(es)?$/i.test(await ask(`${question} [y/N] `))) return;
  throw new KedgeError("NOT_CONFIRMED", "Nothing was done.");
}
