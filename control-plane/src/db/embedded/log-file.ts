import { constants, type Stats } from "node:fs";
import { copyFile, type FileHandle, open, rename, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { isRoot } from "./account.js";
import { systemCode } from "./errors.js";
import type { ServerFolder } from "./server-folder.js";

/** Two files of this size at most, and what one interval adds. */
const MAX_BYTES = 4 * 1024 * 1024;
const CHECK_INTERVAL_MS = 60_000;
const TAIL_BYTES = 4096;

/**
 * Postgres writes to the file itself rather than through a pipe: a server that is busy or dead then never blocks it.
 */
export interface LogFile {
  readonly path: string;
  /** For the child; close it once the child has it. */
  readonly handle: FileHandle;
  /** What was written since it was opened, the last 4 KB of it. */
  tail(): Promise<string>;
}

export async function openLog(folder: ServerFolder): Promise<LogFile> {
  const path = join(folder.path, "postgres.log");
  const { size } = await statOrEmpty(path);
  if (size > MAX_BYTES) await rename(path, `${path}.1`);
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
  const handle = await open(path, O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, 0o600);
  if (isRoot()) await giveToFolderOwner(handle, folder.path);
  const start = (await handle.stat()).size;
  return { path, handle, tail: () => readTail(path, start) };
}

/** Keeps the log bounded while Postgres runs; returns the way to end that. */
export function boundLog(path: string): () => void {
  const timer = setInterval(() => {
    // No space for the copy: tried again at the next turn.
    cutLog(path).catch(() => undefined);
  }, CHECK_INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** Postgres holds the file open, so it is emptied in place; it appends, so its next line lands at the new start. */
export async function cutLog(path: string, maxBytes: number = MAX_BYTES): Promise<void> {
  if ((await statOrEmpty(path)).size <= maxBytes) return;
  await copyFile(path, `${path}.1`);
  await truncate(path, 0);
}

/** A home of a plain user that was once started with sudo stays usable without. */
async function giveToFolderOwner(handle: FileHandle, folder: string): Promise<void> {
  const { uid, gid } = await stat(folder);
  await handle.chown(uid, gid);
}

async function statOrEmpty(path: string): Promise<Pick<Stats, "size">> {
  try {
    return await stat(path);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return { size: 0 };
    throw error;
  }
}

async function readTail(path: string, start: number): Promise<string> {
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    const from = Math.max(start, size - TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.max(0, size - from)), 0, null, from);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}
