import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { HBA, renderIdent } from "./access.js";
import { placeFile } from "./place-file.js";
import type { ServerFolder } from "./server-folder.js";
import { renderSettings } from "./settings.js";

/** Brings the three configuration files up to date with this version of Kedge. */
export async function writeConfiguration(
  folder: ServerFolder,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  await Promise.all([
    update(join(folder.path, "postgresql.conf"), renderSettings(settings)),
    update(join(folder.path, "pg_hba.conf"), HBA),
    update(join(folder.path, "pg_ident.conf"), renderIdent(folder.account)),
  ]);
}

/** Most starts change nothing, and then cost no sync. */
async function update(path: string, text: string): Promise<void> {
  // Missing at the first start; unreadable or not, it is written anew.
  const present = await readFile(path, "utf8").catch(() => undefined);
  if (present !== text) await placeFile(path, text, 0o644);
}
