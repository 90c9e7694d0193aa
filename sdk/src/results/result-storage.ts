/**
 * Where results lie: the user's own storage. The plane never sees a result, only the key under which it was put.
 * Implementations must replace a whole record at once: a reader never sees half of one.
 */
export interface ResultStorage {
  /** Names the place in errors, such as `file:///home/ada/.kedge/storage`. */
  readonly location: string;
  /** The record under `key`, or undefined when there is none. */
  get(key: string): Promise<string | undefined>;
  put(key: string, record: string): Promise<void>;
  delete(key: string): Promise<void>;
}
