/** Collects a repeatable option, in the order given. */
export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}
