/** Whether a state's data points at a result that somebody stored. */
export function isPersistedResult(data: unknown): boolean {
  if (data === null || data === undefined) return false;
  return !(typeof data === "object" && "type" in data && data.type === "unpersisted");
}
