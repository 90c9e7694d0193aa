import { KedgeError } from "../../errors.js";

const STOPPING: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM"];

/** What a process that was stopped by a repeated Ctrl-C exits with, as shells have it: 128 + SIGINT. */
const INTERRUPTED = 130;

/** npm passes a terminal's Ctrl-C on to a program that has heard it already: what comes so soon is the same one. */
const SAME_CTRL_C_MS = 300;

export interface Interrupts extends Disposable {
  /** Resolves at the first Ctrl-C or SIGTERM. */
  readonly first: Promise<"interrupted">;
  /** Aborted at the same moment. */
  readonly signal: AbortSignal;
}

/**
 * Listens for Ctrl-C until it is disposed of. The first one is the caller's to heed; `offer` is called when another one
 * would count, that one calls `insist`, which is to end things quickly, and exits when it has; a third exits there and then.
 */
export function interrupts(options: { offer: () => void; insist: () => Promise<unknown> }): Interrupts {
  const heard = new AbortController();
  let resolveFirst: (value: "interrupted") => void;
  const first = new Promise<"interrupted">((resolve) => (resolveFirst = resolve));
  let next: "first" | "same" | "second" | "third" = "first";
  let timer: NodeJS.Timeout | undefined;
  const onSignal = () => {
    if (next === "third") process.exit(INTERRUPTED);
    if (next === "second") {
      next = "third";
      void options.insist().finally(() => process.exit(INTERRUPTED));
    }
    if (next !== "first") return;
    next = "same";
    timer = setTimeout(() => {
      next = "second";
      options.offer();
    }, SAME_CTRL_C_MS).unref();
    heard.abort(new KedgeError("INTERRUPTED", "Interrupted."));
    resolveFirst("interrupted");
  };
  for (const signal of STOPPING) process.on(signal, onSignal);
  return {
    first,
    signal: heard.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      for (const signal of STOPPING) process.off(signal, onSignal);
    },
  };
}
