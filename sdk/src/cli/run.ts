import { CommanderError } from "@commander-js/extra-typings";
import picocolors from "picocolors";
import { wantsColour } from "../config/terminal.js";
import { ExitCode, explainError, renderError } from "./explain-error.js";
import { buildProgram } from "./program.js";

const LET_GO_AFTER_MS = 2000;

/** Runs one command line to its end and sets the process's exit code; output that is still on its way is not cut off. */
export async function run(argv: readonly string[]): Promise<void> {
  endWithReaders();
  try {
    await buildProgram().parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return; // --help and --version have printed.
    process.exitCode = report(error, argv);
    // It ends when nothing is left to do; whatever a server or a worker that failed has left open must not hold it.
    setTimeout(() => process.exit(), LET_GO_AFTER_MS).unref();
  }
}

/**
 * `kedge flow-run logs ... | head` closes our output early: that is no error, there is just nobody left to tell. A server or
 * a worker, which is what listens for SIGTERM, is stopped in order; anything else ends there.
 */
function endWithReaders(): void {
  let isBroken = false;
  const onError = (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    if (isBroken) return;
    isBroken = true;
    if (process.listenerCount("SIGTERM") === 0) process.exit(ExitCode.DONE);
    process.kill(process.pid, "SIGTERM");
  };
  for (const stream of [process.stdout, process.stderr]) stream.on("error", onError);
}

function report(error: unknown, argv: readonly string[]): ExitCode {
  // A group without a command: its help is on stderr already.
  if (error instanceof CommanderError && error.code === "commander.help") return ExitCode.USAGE;
  const explanation = explainError(error);
  // The parser may have failed before it came to the option, so it is looked for by hand.
  const json = argv.includes("--json");
  const paint = picocolors.createColors(wantsColour(process.stderr));
  const text = json ? JSON.stringify({ error: explanation.error }) : renderError(explanation, paint);
  process.stderr.write(`${text}\n`);
  return explanation.exitCode;
}
