import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { type MemoryPlane, memoryPlane } from "./memory-plane.js";

/** A plane and a home of its own for each test of a file, reached as a user's program reaches them. */
export function usePlane(): { readonly plane: MemoryPlane; readonly home: string } {
  const used: { plane?: MemoryPlane; home?: string } = {};

  beforeEach(async () => {
    used.plane = await memoryPlane();
    used.home = await mkdtemp(join(tmpdir(), "kedge-home-"));
    process.env["KEDGE_API_URL"] = used.plane.apiUrl;
    process.env["KEDGE_HOME"] = used.home;
    process.env["KEDGE_LOGGING_CONSOLE"] = "off";
    process.env["KEDGE_OUTBOX"] = "off";
  });
  afterEach(async () => {
    await used.plane?.close();
    // A process that outlives the test by a moment may still be tidying its outbox in there.
    if (used.home !== undefined) await rm(used.home, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  });

  return {
    get plane() {
      return used.plane!;
    },
    get home() {
      return used.home!;
    },
  };
}
