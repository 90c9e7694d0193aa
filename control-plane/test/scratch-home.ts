import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/**
 * A folder for one test, or with `afterAll` for all of a file, removed after it. Others may pass through it, so that root's
 * Postgres reaches it.
 */
export async function scratchHome(whenDone: (remove: () => Promise<void>) => void = onTestFinished): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), "kedge-home-"));
  await chmod(home, 0o711);
  whenDone(() => rm(home, { recursive: true, force: true }));
  return home;
}
