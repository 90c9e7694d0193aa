import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { systemCode } from "./errors.js";

/** What tells one process from a later one that got the same pid. */
export interface ProcessFacts {
  /** Equal only for the same process: its start time, on Linux together with the boot it happened in. */
  readonly identity: string;
  readonly command: string;
}

/** A process that lives but may not be looked at (hidepid, another user's). */
export const UNKNOWN: ProcessFacts = { identity: "unknown", command: "" };

/** Whether the kernel still knows the pid. True for a zombie too, as it is for Postgres' own check. */
export function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, as somebody else's.
    return systemCode(error) === "EPERM";
  }
}

/** The facts of a living process; undefined when it is dead or a zombie that nobody reaped. */
export async function inspectProcess(pid: number): Promise<ProcessFacts | undefined> {
  if (!pidExists(pid)) return undefined;
  return process.platform === "linux" ? inspectProc(pid) : inspectPs(pid);
}

async function inspectProc(pid: number): Promise<ProcessFacts | undefined> {
  try {
    const [stat, command, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, "utf8"),
      readFile(`/proc/${pid}/cmdline`, "utf8"),
      readFile("/proc/sys/kernel/random/boot_id", "utf8"),
    ]);
    // The second field is the name in brackets and may itself hold spaces and brackets: count from the last one.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, startTicks] = [fields[0], fields[19]];
    if (state === "Z" || state === "X" || startTicks === undefined) return undefined;
    return { identity: `${boot.trim()}.${startTicks}`, command: command.replaceAll("\0", " ").trim() };
  } catch {
    // Gone since, or hidden from this user: only the kernel's word on the pid is left.
    return pidExists(pid) ? UNKNOWN : undefined;
  }
}

async function inspectPs(pid: number): Promise<ProcessFacts | undefined> {
  try {
    const { stdout } = await promisify(execFile)("ps", ["-o", "stat=,lstart=,command=", "-p", String(pid)], {
      env: { LC_ALL: "C", PATH: "/bin:/usr/bin" },
    });
    const [state = "", weekday, month, day, time, year, ...command] = stdout.trim().split(/\s+/);
    if (state === "" || state.startsWith("Z")) return undefined;
    return { identity: [weekday, month, day, time, year].join("-"), command: command.join(" ") };
  } catch {
    // ps exits 1 for a pid that is gone.
    return pidExists(pid) ? UNKNOWN : undefined;
  }
}
