import { mkdtemp, readdir, rename, rm, rmdir, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EmbeddedErrorCode, EmbeddedPostgresError, systemCode } from "./errors.js";
import { inspectProcess, UNKNOWN } from "./process-facts.js";

/** The right to run the database of one home. */
export interface HomeLock {
  release(): Promise<void>;
}

/**
 * The lock is a folder that holds one file, named after its owner: `<pid>.<identity of that process>`.
 *
 *   take:        make a folder of one's own with the file inside, rename it to the lock's name
 *   held:        the kernel renames a folder only onto nothing or onto an empty one, so this fails
 *   stale:       unlink the dead owner's file *by its name*, which empties the folder; rename again
 *
 * Two processes that find the same dead owner may both unlink it, but only one rename succeeds, and neither can ever
 * remove a living owner: its file has another name. A plain lock file has no such step and lets both in.
 *
 * `beforeTakeover` may object, by throwing, to taking over from an owner that looks dead.
 */
export async function lockHome(home: string, beforeTakeover: () => Promise<void>): Promise<HomeLock> {
  const lock = join(home, "postgres.lock");
  const owner = `${process.pid}.${((await inspectProcess(process.pid)) ?? UNKNOWN).identity}`;
  const mine = await mkdtemp(`${lock}.`);
  try {
    await writeFile(join(mine, owner), "");
    while (!(await renamed(mine, lock))) await removeDeadOwner(home, lock, beforeTakeover);
  } catch (error) {
    await rm(mine, { recursive: true, force: true });
    throw error;
  }
  return {
    async release() {
      try {
        await unlinkIfThere(join(lock, owner));
        await rmdir(lock);
      } catch {
        // The next owner's already, whose file keeps the folder; or it cannot be removed, and is stale once this process ends.
      }
    },
  };
}

async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (systemCode(error) === "ENOTEMPTY" || systemCode(error) === "EEXIST") return false;
    throw error;
  }
}

async function removeDeadOwner(home: string, lock: string, beforeTakeover: () => Promise<void>): Promise<void> {
  for (const owner of await readdirIfThere(lock)) {
    const pid = Number.parseInt(owner, 10);
    const identity = owner.slice(owner.indexOf(".") + 1);
    const living = await inspectProcess(pid);
    const isOwner = living?.identity === identity || living === UNKNOWN || identity === UNKNOWN.identity;
    if (living !== undefined && isOwner) throw inUse(home, pid);
    await beforeTakeover();
    await unlinkIfThere(join(lock, owner));
  }
}

function inUse(home: string, pid: number): EmbeddedPostgresError {
  const who = pid === process.pid ? `this same process (pid ${pid})` : `another Kedge server (pid ${pid})`;
  return new EmbeddedPostgresError(
    EmbeddedErrorCode.HOME_IN_USE,
    `The database in ${home} is in use by ${who}. Stop it (kill ${pid}), or start this one with another --home, ` +
      "or give both servers one Postgres with --database-url.",
  );
}

async function readdirIfThere(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    // Released between the failed rename and now: the next rename decides.
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  }
}

async function unlinkIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    // Another process that found the same dead owner was faster.
    if (systemCode(error) !== "ENOENT") throw error;
  }
}
