/** What an aborted run may use to clean up before its outcome is settled without it. */
const GRACE_MILLIS = 250;

/**
 * Waits for `work`, or, once `signal` is aborted, for a short grace at most: JavaScript cannot stop code that does not
 * look at its signal, so the run goes on without it. Undefined when the work was left behind.
 */
export async function interruptible<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort = () => {};
  const graceOver = new Promise<undefined>((resolve) => {
    onAbort = () => {
      timer = setTimeout(() => resolve(undefined), GRACE_MILLIS);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort);
  });
  try {
    return await Promise.race([work, graceOver]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}
