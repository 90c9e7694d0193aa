import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { systemCode } from "./errors.js";
import { placeFile } from "./place-file.js";

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
  await placeFile(join(folder, "password"), `${password}\n`, 0o600);
  return password;
}
