import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { systemCode } from "./errors.js";
import { inspectProcess } from "./process-facts.js";

/** What a running postmaster says of itself in `postmaster.pid`, which it removes when it stops. */
export interface PostmasterPid {
  readonly pid: number;
  /** It accepts connections. */
  readonly ready: boolean;
}

export async function readPostmasterPid(data: string): Promise<PostmasterPid | undefined> {
  try {
    const lines = (await readFile(join(data, "postmaster.pid"), "utf8")).split("\n");
    const pid = Number.parseInt(lines[0] ?? "", 10);
    // Empty for an instant while it is being written.
    return Number.isNaN(pid) ? undefined : { pid, ready: lines[7]?.trim() === "ready" };
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Whether a living process is the postmaster of this data folder (without symlinks), and not one that got its pid. */
export async function isPostmaster(pid: number, data: string): Promise<boolean> {
  const command = (await inspectProcess(pid))?.command;
  return command !== undefined && `${command} `.includes(`/bin/postgres -D ${data} `);
}
