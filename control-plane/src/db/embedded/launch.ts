import { setTimeout as delay } from "node:timers/promises";
import { type Address, chooseAddress } from "./address.js";
import type { Binaries } from "./binaries.js";
import { EmbeddedErrorCode, EmbeddedPostgresError } from "./errors.js";
import { type Postmaster, startPostmaster } from "./postmaster.js";
import type { ServerFolder } from "./server-folder.js";

export interface Launched {
  readonly postmaster: Postmaster;
  readonly address: Address;
}

/** How long what passes by itself is waited for. */
const PATIENCE_MS = 10_000;
const RETRY_MS = 200;

/** Starts Postgres, again where the first try met something that passes. */
export async function launch(folder: ServerFolder, binaries: Binaries): Promise<Launched> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const address = await chooseAddress(folder.server);
    try {
      return { address, postmaster: await startPostmaster(folder, binaries, address) };
    } catch (error) {
      if (!passes(error, address) || performance.now() > deadline) throw error;
      await delay(RETRY_MS);
    }
  }
}

function passes(error: unknown, address: Address): boolean {
  if (!(error instanceof EmbeddedPostgresError)) return false;
  // After a `kill -9` of the postmaster alone, its children hold the data folder until they notice, usually at once.
  if (error.code === EmbeddedErrorCode.OLD_PROCESSES) return true;
  // Another program took the free port between finding it and listening on it.
  return error.code === EmbeddedErrorCode.ADDRESS_TAKEN && address.kind === "loopback";
}
