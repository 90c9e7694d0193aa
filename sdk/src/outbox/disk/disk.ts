/**
 * What the outbox asks of a file system, so that a test or a simulation can put one in its place that is full, fails, or
 * forgets at a power cut what was not synced. Errors are those of Node: an Error with a `code` such as ENOSPC.
 */
export interface Disk {
  /** With its parents; one that exists is fine. */
  makeFolder(path: string): Promise<void>;
  /** The names in a folder; none when there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** A new, empty file to append to. Fails with EEXIST. */
  create(path: string): Promise<DiskFile>;
  /** Undefined when there is no such file. */
  read(path: string): Promise<Buffer | undefined>;
  rename(from: string, to: string): Promise<void>;
  /** A second name for a file; false when that name is taken. Atomic, so that of two who try one gets it. */
  link(from: string, to: string): Promise<boolean>;
  /** One that does not exist is fine. */
  remove(path: string): Promise<void>;
  /** A folder with all that is in it; one that does not exist is fine. */
  removeFolder(path: string): Promise<void>;
  /** Bytes that may still be written below a folder, which need not exist yet; undefined when the system does not say. */
  room(folder: string): Promise<number | undefined>;
  /** Makes created, renamed and removed names of a folder durable. */
  syncFolder(path: string): Promise<void>;
}

export interface DiskFile {
  /** Appends; resolves how many bytes were taken, which may be fewer than given. */
  write(bytes: Uint8Array): Promise<number>;
  /** The same, before it returns: for a process in its exit handler. */
  writeNow(bytes: Uint8Array): number;
  /** Resolves when all that was written survives a power cut. After a failure the file must not be trusted any more. */
  datasync(): Promise<void>;
  close(): Promise<void>;
}

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
