import { chmod, mkdir, stat } from "node:fs/promises";
import { systemCode } from "./errors.js";

/**
 * Makes a folder where it is missing, and returns it. The mode is set apart from the making, because the umask of a root
 * shell is often 077. A folder that exists already keeps its mode; those made above it get the usual one.
 */
export async function makeFolder(folder: string, mode: number): Promise<string> {
  const firstMade = await mkdir(folder, { recursive: true });
  if (firstMade !== undefined) await chmod(folder, mode);
  return folder;
}

export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    throw error;
  }
}
