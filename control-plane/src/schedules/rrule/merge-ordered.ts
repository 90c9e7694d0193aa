/** What several increasing sequences hold, in order, each value once; drawn from them one by one. */
export function* merged(sequences: readonly Iterable<number>[]): Generator<number> {
  const heads = sequences.map((sequence) => sequence[Symbol.iterator]()).map((rest) => ({ rest, head: rest.next() }));
  for (let last = Number.NEGATIVE_INFINITY; ;) {
    const open = heads.filter(({ head }) => !head.done);
    const first = open.reduce<(typeof open)[number] | null>(
      (least, each) => (least === null || each.head.value < least.head.value ? each : least),
      null,
    );
    if (!first) return;
    if (first.head.value !== last) yield first.head.value;
    last = first.head.value;
    first.head = first.rest.next();
  }
}

/** The values of the first increasing sequence that are not in the second. */
export function* without(sequence: Iterable<number>, excluded: Iterable<number>): Generator<number> {
  const exceptions = excluded[Symbol.iterator]();
  let exception = exceptions.next();
  for (const value of sequence) {
    while (!exception.done && exception.value < value) exception = exceptions.next();
    if (exception.done || exception.value !== value) yield value;
  }
}
