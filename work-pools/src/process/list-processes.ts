import { readdir, readFile } from "node:fs/promises";

/** A process of this machine that is alive; one that has ended and waits for its parent to notice is not. */
export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  /** Whether its environment carries all the marks that were asked for. */
  readonly isMarked: boolean;
}

/** Every process but this one, as Linux tells of them under /proc. */
export async function listProcesses(marks: readonly string[]): Promise<readonly ProcessFacts[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const facts = await Promise.all(pids.map((pid) => factsOf(pid, marks)));
  return facts.filter((each) => each !== undefined);
}

async function factsOf(pid: string, marks: readonly string[]): Promise<ProcessFacts | undefined> {
  try {
    const [stat, isMarked] = await Promise.all([readFile(`/proc/${pid}/stat`, "latin1"), carries(pid, marks)]);
    const [state, parent, , session] = afterName(stat);
    if (state === "Z" || state === "X") return undefined;
    return { pid: Number(pid), parent: Number(parent), session: Number(session), isMarked };
  } catch {
    // Gone since the listing.
    return undefined;
  }
}

/** The fields behind the program's name, which is in brackets and may hold brackets and blanks itself. */
export function afterName(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

async function carries(pid: string, marks: readonly string[]): Promise<boolean> {
  try {
    const variables = (await readFile(`/proc/${pid}/environ`, "latin1")).split("\0");
    return marks.every((mark) => variables.includes(mark));
  } catch {
    // Another user's.
    return false;
  }
}
