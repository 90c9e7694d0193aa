import { open, rename } from "node:fs/promises";

/**
 * Writes a whole file or none: a full disk or a power cut leaves the former one. The mode is set apart from the making,
 * because the umask of a root shell is often 077 and Postgres has to read some of these.
 */
export async function placeFile(path: string, text: string, mode: number): Promise<void> {
  const partial = `${path}.new`;
  const handle = await open(partial, "w", 0o600);
  try {
    await handle.chmod(mode);
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(partial, path);
}
