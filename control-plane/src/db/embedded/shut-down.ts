/**
 * Fast: clients are disconnected and a checkpoint is written. Past its time, immediate, and at last a kill: both lose
 * nothing, since the next start replays the WAL.
 */
const STEPS: readonly (readonly [signal: NodeJS.Signals, patienceMs: number])[] = [
  ["SIGINT", 30_000],
  ["SIGQUIT", 5_000],
  ["SIGKILL", 5_000],
];

/** Ends a postmaster, ours or an orphan. `ended` waits at most so many milliseconds for its end and tells whether it came. */
export async function shutDown(
  signal: (name: NodeJS.Signals) => void,
  ended: (patienceMs: number) => Promise<boolean>,
): Promise<void> {
  for (const [name, patienceMs] of STEPS) {
    signal(name);
    if (await ended(patienceMs)) return;
  }
}
