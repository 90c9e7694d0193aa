import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { afterName } from "./list-processes.js";

/** A process that is told from any other that had or will have its number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, as its system says it: opaque, for comparing only. */
  readonly started: string;
}

/** Where the start time stands behind the program's name in /proc/<pid>/stat: in clock ticks since the machine's start. */
const START_TIME = 19;

/** Undefined when there is no such process. */
export async function identityOf(pid: number): Promise<ProcessIdentity | undefined> {
  const started = process.platform === "linux" ? await startedByProc(pid) : await startedByPs(pid);
  return started === undefined ? undefined : { pid, started };
}

export async function isAlive({ pid, started }: ProcessIdentity): Promise<boolean> {
  return (await identityOf(pid))?.started === started;
}

/** Ticks count from the machine's start, so they come with the id of that start. */
async function startedByProc(pid: number): Promise<string | undefined> {
  try {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, "latin1"),
      readFile("/proc/sys/kernel/random/boot_id", "latin1"),
    ]);
    const fields = afterName(stat);
    return fields[0] === "Z" || fields[0] === "X" ? undefined : `${boot.trim()} ${fields[START_TIME]}`;
  } catch {
    // No such process.
    return undefined;
  }
}

async function startedByPs(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("ps", ["-o", "lstart=", "-p", String(pid)]);
    return stdout.trim() || undefined;
  } catch {
    // ps fails when there is no such process.
    return undefined;
  }
}
