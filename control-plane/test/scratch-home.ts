import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder of its own for one test, removed after it. Others may pass through it, so that root's Postgres reaches it. */
export async function scratchHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), "kedge-home-"));
  await chmod(home, 0o711);
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  return home;
}
