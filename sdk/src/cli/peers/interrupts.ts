const STOPPING: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM"];

/** What a process that was stopped by Ctrl-C twice exits with, as shells have it: 128 + SIGINT. */
const INTERRUPTED = 130;

/**
 * Waits for Ctrl-C (or SIGTERM). From then on a second one calls `insist`, which ends things at once, and exits. Disposing
 * gives the signals back.
 */
export function interrupts(insist: () => unknown = () => undefined) {
  let interrupted: () => void;
  const first = new Promise<void>((resolve) => (interrupted = resolve));
  let count = 0;
  const onSignal = () => {
    count++;
    if (count === 1) return interrupted();
    void Promise.resolve(insist()).finally(() => process.exit(INTERRUPTED));
  };
  for (const signal of STOPPING) process.on(signal, onSignal);
  return {
    first,
    [Symbol.dispose]() {
      for (const signal of STOPPING) process.off(signal, onSignal);
    },
  };
}
