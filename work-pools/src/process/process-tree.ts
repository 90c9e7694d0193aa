import { setTimeout as pause } from "node:timers/promises";
import { listProcesses, type ProcessFacts } from "./list-processes.js";

/** Signals every process of a group; false when none is left. */
export function signalGroup(group: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    // ESRCH: the group is empty. EPERM: only processes of another user are left, which are not ours to end.
    return false;
  }
}

/** How the processes of a job are known, wherever they have gone since. */
export interface ProcessTree {
  /** `NAME=value` of the environment, all of them: a child inherits them. */
  readonly marks: readonly string[];
  /** The process that leads the job's session, while it is certain that it is the job's: its number may be another's later. */
  readonly leader?: number | undefined;
}

/** A tree that forks faster than it is killed would keep us here for good. */
const MOST_PASSES = 200;
const BETWEEN_PASSES_MS = 10;

/**
 * Kills a job's processes until none is left: those that carry its marks or belong to its leader's session, and all that
 * descend from any of these. A process that made a session of its own has left the group it was started in, but children
 * inherit the environment; one that was started with an empty environment is still somebody's child. All are stopped
 * before the first is killed, so that none can fork in between or lose the parent by which it is found. Only a process
 * that did all three (session, environment, a parent that has ended) is not found. Linux only, where this can be read;
 * elsewhere the group is all there is. Resolves with the processes that were killed.
 */
export async function killTree(tree: ProcessTree): Promise<ReadonlySet<number>> {
  const killed = new Set<number>();
  if (process.platform !== "linux") return killed;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const found = await stopped(tree);
    if (found.size === 0) break;
    for (const pid of found) {
      killed.add(pid);
      signalOne(pid, "SIGKILL");
    }
    await pause(BETWEEN_PASSES_MS);
  }
  return killed;
}

/** All processes of the tree, none of which runs any more: looked for again until nothing new turns up. */
async function stopped(tree: ProcessTree): Promise<ReadonlySet<number>> {
  const found = new Set<number>();
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const members = membersOf(await listProcesses(tree.marks), tree).filter((pid) => !found.has(pid));
    if (members.length === 0) break;
    for (const pid of members) {
      found.add(pid);
      signalOne(pid, "SIGSTOP");
    }
  }
  return found;
}

function membersOf(processes: readonly ProcessFacts[], { leader }: ProcessTree): number[] {
  const isRoot = ({ pid, session, isMarked }: ProcessFacts) => isMarked || pid === leader || session === leader;
  const members = new Set(processes.filter(isRoot).map(({ pid }) => pid));
  for (let before = -1; before !== members.size;) {
    before = members.size;
    for (const { pid, parent } of processes) if (members.has(parent)) members.add(pid);
  }
  return [...members];
}

function signalOne(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone since it was found.
  }
}
