/** Whether a state's data points at a result that somebody stored. */
export function isPersistedResult(data: unknown): boolean {
  return dataToStore(data) !== null;
}

/** A result that its process has kept to itself is echoed to that process and not stored: it points nowhere. */
export function dataToStore(data: unknown): unknown {
  const isUnpersisted = typeof data === "object" && data !== null && "type" in data && data.type === "unpersisted";
  return isUnpersisted ? null : (data ?? null);
}
