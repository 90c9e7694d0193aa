import { isReaped, type Check, type CheckContext } from "./check.js";

/**
 * I1, I2: fences of a run strictly rise, also over a restored backup; nothing is written by an attempt that was reaped,
 * handed back or followed by another; an attempt is one job.
 */
export function fencesCheck({ complain, jobs }: CheckContext): Check {
  const newest = new Map<string, string>();
  const senders = new Map<string, string | undefined>();
  let inForce = new Map<string, string>();
  let backup = new Map<string, string>();
  return {
    proposed: (transitionId, _runId, fence) => void senders.set(transitionId, fence),
    claimed({ id }, { fence }) {
      const before = newest.get(id);
      if (before !== undefined && !isHigher(fence, before))
        complain("I1", `${id} was claimed under ${fence} after ${before}`);
      newest.set(id, fence);
      inForce.set(id, fence);
    },
    committed({ id }, item) {
      const transitionId = Reflect.get(item.details, "transition_id") as string | undefined;
      const sender = transitionId === undefined ? undefined : senders.get(transitionId);
      if (sender !== undefined && sender !== inForce.get(id)) {
        complain("I2", `${id} took ${item.type} of the attempt ${sender}; in force is ${inForce.get(id) ?? "none"}`);
      }
      if (
        isReaped(item) ||
        (item.type === "SCHEDULED" && item.policyChanges !== null && !isRetriedInProcess(item.policyChanges))
      ) {
        inForce.delete(id);
      }
    },
    jobStarted({ of }) {
      const twins = jobs().filter(
        (job) => job.of.runId === of.runId && job.of.fence === of.fence && job.of.program === of.program,
      );
      if (twins.length > 1) complain("I13", `${of.runId} has ${twins.length} jobs under ${of.fence}`);
    },
    backedUp: () => void (backup = new Map(inForce)),
    restored: () => void (inForce = new Map(backup)),
  };
}

function isRetriedInProcess(policyChanges: object): boolean {
  return Reflect.get(policyChanges, "retry_type") === "in_process";
}

function isHigher(a: string, b: string): boolean {
  const [epochA, counterA] = a.split(".").map(Number) as [number, number];
  const [epochB, counterB] = b.split(".").map(Number) as [number, number];
  return epochA > epochB || (epochA === epochB && counterA > counterB);
}
