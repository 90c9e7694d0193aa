import { formatMicros, StateName } from "kedge/contract";
import type { Room } from "../../../db/rows/room.js";
import type { DispatchFacts } from "../../dispatch-facts.js";
import type { FlowRunRule } from "../../flow-run-snapshot.js";
import { abort, PASS, reject } from "../../rule.js";
import { allBut, states } from "../../state-sets.js";

/** How long a stock worker's infrastructure may take to start unless the deployment says so; after that it is lost. */
const START_SECONDS = 3600;
/** How long a slot of the deployment is kept for a run whose infrastructure is starting. */
const GRACE_PERIOD_SECONDS = 300;
/** When a run that found no slot comes up again. */
const ENQUEUED_SECONDS = 30;

/**
 * A stock worker claims a run by proposing PENDING. That takes a slot of each limit the run falls under, and opens a lease
 * so that the slot comes back whatever becomes of the worker. The next attempt of a process that retries by itself is no
 * claim: it has its slot already.
 */
export const takeSlot: FlowRunRule = {
  name: "take-slot",
  from: allBut("PENDING", "RUNNING", "CANCELLING"),
  to: states("PENDING"),
  judge({ current, proposed, run, now, newId }) {
    const { dispatch } = run;
    if (dispatch === null || (current?.type === "SCHEDULED" && run.retryType === "in_process")) return PASS;
    if (!dispatch.deploymentExists) return abort("The run's deployment has been deleted.");
    const { deployment, workQueue, workPool } = dispatch.rooms ?? NO_LIMITS;
    if (deployment?.slots === 0) return abort(`${deployment.name} has a limit of 0: none of its runs may start.`);
    if (isFull(deployment)) {
      if (dispatch.concurrencyOptions?.collision_strategy === "CANCEL_NEW") {
        return reject(fullMessage(deployment), {
          ...proposed,
          type: "CANCELLED",
          name: "Cancelled",
          message: fullMessage(deployment),
        });
      }
      return reject(fullMessage(deployment), {
        ...proposed,
        type: "SCHEDULED",
        name: StateName.AWAITING_CONCURRENCY_SLOT,
        message: fullMessage(deployment),
        details: { scheduled_time: formatMicros(now + ENQUEUED_SECONDS * 1e6) },
      });
    }
    if (isFull(workQueue)) return abort(fullMessage(workQueue));
    if (isFull(workPool)) return abort(fullMessage(workPool));
    const leaseId = newId();
    return {
      kind: "pass",
      changes: { claim: { leaseId, leaseSeconds: leaseSeconds(dispatch) } },
      ...(deployment !== null && {
        proposed: { ...proposed, details: { ...proposed.details, deployment_concurrency_lease_id: leaseId } },
      }),
    };
  },
};

const NO_LIMITS = { deployment: null, workQueue: null, workPool: null };

function isFull(room: Room | null): room is Room {
  return room !== null && room.free <= 0;
}

function fullMessage({ name, slots }: Room): string {
  return `No slot is free: ${name} is at its limit of ${slots}.`;
}

function leaseSeconds({ rooms, concurrencyOptions }: DispatchFacts): number {
  return rooms?.deployment ? (concurrencyOptions?.grace_period_seconds ?? GRACE_PERIOD_SECONDS) : START_SECONDS;
}
