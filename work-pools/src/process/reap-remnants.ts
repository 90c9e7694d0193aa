import type { JobIdentity } from "../runtime.js";
import { identityVariables } from "./environment.js";
import type { JobRecord, JobRecords } from "./job-records.js";
import { isAlive } from "./process-identity.js";
import { killTree, signalGroup } from "./process-tree.js";

/**
 * Ends the jobs of workers that are gone. Their leases lapse and their writes are refused, but what they do outside of the
 * plane goes on: nobody would ever stop them. A job of a worker that is alive is left alone, and so is a process that was
 * given the number of one that has ended. Answers whose jobs were ended.
 */
export async function reapRemnants(records: JobRecords): Promise<readonly JobIdentity[]> {
  const reaped = await Promise.all((await records.list()).map((record) => reap(record, records)));
  return reaped.filter((job) => job !== undefined);
}

async function reap(record: JobRecord, records: JobRecords): Promise<JobIdentity | undefined> {
  if (await isAlive(record.supervisor)) return undefined;
  const isLeaderAlive = record.process !== undefined && (await isAlive(record.process));
  const leader = isLeaderAlive ? record.process?.pid : undefined;
  await killTree({ leader, marks: marksOf(record) });
  if (leader !== undefined) signalGroup(leader, "SIGKILL");
  await records.remove(record);
  return record;
}

/** How a job's processes are known by their environment. */
export function marksOf(identity: JobIdentity): string[] {
  return Object.entries(identityVariables({ identity })).map(([name, value]) => `${name}=${value}`);
}
