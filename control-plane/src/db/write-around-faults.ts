/** Postgres finds fault with the data itself: out of range, not storable, against a constraint, beyond a limit. */
const DATA_FAULT = /^(22|23|54)/;

export function isDataFault(error: unknown): boolean {
  return error instanceof Error && "code" in error && DATA_FAULT.test(String(error.code));
}

/**
 * Writes what can be written: one bad item must not lose the batch that it came in. A batch that is refused for its data
 * is halved until the bad item stands alone, which is then given up. Other errors (no database, for one) are thrown: there
 * nothing is wrong with the items.
 */
export async function writeAroundFaults<Item>(
  items: readonly Item[],
  write: (items: readonly Item[]) => Promise<void>,
  giveUp: (item: Item, error: unknown) => void,
): Promise<void> {
  try {
    await write(items);
  } catch (error) {
    if (!isDataFault(error)) throw error;
    if (items.length === 1) return giveUp(items[0]!, error);
    const middle = items.length >> 1;
    await writeAroundFaults(items.slice(0, middle), write, giveUp);
    await writeAroundFaults(items.slice(middle), write, giveUp);
  }
}
