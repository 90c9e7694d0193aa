import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** A process beyond doubt: its number alone may be another's after a restart of the machine, or sooner. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly bootId: string;
  /** In the system's own ticks; null where it does not tell. */
  readonly started: string | null;
}

export interface Processes {
  readonly self: ProcessIdentity;
  isAlive(process: ProcessIdentity): boolean;
}

export function systemProcesses(): Processes {
  const bootId = readBootId();
  return {
    self: { pid: process.pid, bootId, started: startOf(process.pid) },
    isAlive({ pid, bootId: theirBoot, started }) {
      if (pid <= 0 || theirBoot !== bootId) return false;
      return responds(pid) && (started === null || startOf(pid) === started);
    },
  };
}

function responds(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Where the system names no boot, the machine's name: a dead process is then known by its number only. */
function readBootId(): string {
  return readText("/proc/sys/kernel/random/boot_id")?.trim() ?? hostname();
}

/** Field 22 of `stat`, counted behind the command in parentheses, which may hold anything. */
function startOf(pid: number): string | null {
  const stat = readText(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // Not Linux, or the process is gone.
    return undefined;
  }
}
