import { readFile, readdir } from "node:fs/promises";

async function parentOf(pid: string): Promise<string | null> {
  try {
    const status = await readFile(`/proc/${pid}/stat`, "utf8");
    return status.slice(status.lastIndexOf(")") + 2).split(" ")[1] ?? null;
  } catch {
    return null; // it ended while we looked
  }
}

async function kibibytesOf(pid: string): Promise<number> {
  try {
    const status = await readFile(`/proc/${pid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
  } catch {
    return 0; // it ended while we looked
  }
}

/** Resident memory of a process and its descendants, in MB; null where there is no /proc to read it from. */
export async function residentMegabytes(pid: number): Promise<number | null> {
  const pids = await readdir("/proc").catch(() => null);
  if (pids === null) return null; // not Linux
  const children = new Map<string, string[]>();
  for (const candidate of pids.filter((name) => /^\d+$/.test(name))) {
    const parent = await parentOf(candidate);
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), candidate]);
  }
  const family = [String(pid)];
  for (const member of family) family.push(...(children.get(member) ?? []));
  const sizes = await Promise.all(family.map(kibibytesOf));
  return Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1024);
}
