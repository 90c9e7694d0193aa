const STOPPING: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM"];

/** What a process that was stopped by a repeated Ctrl-C exits with, as shells have it: 128 + SIGINT. */
const INTERRUPTED = 130;

export interface Interrupts extends Disposable {
  /** Resolves at the first Ctrl-C or SIGTERM. */
  readonly first: Promise<"interrupted">;
}

/**
 * Listens for Ctrl-C until it is disposed of. The first one is the caller's to heed; the second calls `insist`, which is to
 * end things quickly, and exits when it has; a third exits there and then.
 */
export function interrupts(insist: () => Promise<unknown>): Interrupts {
  let resolveFirst: (value: "interrupted") => void;
  const first = new Promise<"interrupted">((resolve) => (resolveFirst = resolve));
  let count = 0;
  const onSignal = () => {
    count++;
    if (count === 1) resolveFirst("interrupted");
    if (count === 2) void insist().finally(() => process.exit(INTERRUPTED));
    if (count > 2) process.exit(INTERRUPTED);
  };
  for (const signal of STOPPING) process.on(signal, onSignal);
  return {
    first,
    [Symbol.dispose]() {
      for (const signal of STOPPING) process.off(signal, onSignal);
    },
  };
}
