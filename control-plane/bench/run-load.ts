import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { LoadResult } from "./load.js";

const PROCESS = fileURLToPath(new URL("./load-process.ts", import.meta.url));
const TSX = fileURLToPath(import.meta.resolve("tsx"));
const LIMIT_MS = 10 * 60_000;

/** Makes one load in a process of its own. */
export async function runLoad(name: string, apiUrl: string, seconds: number): Promise<LoadResult> {
  const args = ["--import", TSX, PROCESS, name, apiUrl, String(seconds)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: LIMIT_MS });
  return JSON.parse(stdout) as LoadResult;
}
