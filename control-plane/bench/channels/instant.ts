/** Milliseconds since the epoch with fractions, so that processes of one machine can be compared finer than `Date.now()` tells. */
export function instant(): number {
  return performance.timeOrigin + performance.now();
}
