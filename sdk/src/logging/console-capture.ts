import type { Logger } from "./run-logger.js";

/** The console's methods that write a line, and the level each one means. */
const CAPTURED = { debug: "debug", log: "info", info: "info", warn: "warning", error: "error" } as const;
type Method = keyof typeof CAPTURED;

const INSTALLED = Symbol.for("kedge.console");

/**
 * Makes lines written through `console` log lines of the run they were written in. `loggerHere` finds that run, or nothing
 * for runs without logPrints and for code outside of runs: those lines go where they always went.
 *
 * The console is one object a process, so it is replaced once, whatever the number of runs and of copies of this package.
 */
export function captureConsole(loggerHere: () => Logger | undefined): void {
  const marked: Console & { [INSTALLED]?: true } = console;
  if (marked[INSTALLED] === true) return;
  Object.defineProperty(marked, INSTALLED, { value: true });
  for (const [method, level] of Object.entries(CAPTURED) as [Method, (typeof CAPTURED)[Method]][]) {
    const original = console[method].bind(console);
    console[method] = (...parts: unknown[]) => {
      const logger = loggerHere();
      if (logger === undefined) original(...parts);
      else logger[level](...(parts as [unknown]));
    };
  }
}
