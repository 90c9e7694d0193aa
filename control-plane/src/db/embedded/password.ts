import { randomBytes } from "node:crypto";
import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { systemCode } from "./errors.js";

/** 256 bits, in letters that need no quoting in SQL or in a URL. */
const generate = (): string => randomBytes(32).toString("base64url");

/** The password of the role in this folder; undefined when none was kept. */
export async function readPassword(folder: string): Promise<string | undefined> {
  try {
    const password = (await readFile(join(folder, "password"), "utf8")).trim();
    return password === "" ? undefined : password;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Makes a password and keeps it where only the user who runs Kedge can read it. */
export async function makePassword(folder: string): Promise<string> {
  const password = generate();
  const [path, partial] = [join(folder, "password"), join(folder, "password.new")];
  const handle = await open(partial, "w", 0o600);
  try {
    await handle.writeFile(`${password}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(partial, path);
  return password;
}
