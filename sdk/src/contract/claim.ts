import { z } from "zod";
import { FlowRun } from "./flow-run.js";
import { OnDisconnect } from "./on-disconnect.js";
import { Id, JsonObject, Timestamp, orDefault } from "./primitives.js";
import { PullSteps } from "./deployment.js";

/**
 * The token of one claim: `epoch.counter`. The counter rises with every claim, cancel, reap and reassignment, the epoch
 * when a backup is restored. A write that carries a fence is refused unless it equals the run's current one.
 */
export const Fence = z.string().regex(/^\d+\.\d+$/, "expected a fence such as 1.7");
export type Fence = string;

/** Carries the fence on every request that an attempt makes, from stock Prefect clients too (as a custom header). */
export const FENCE_HEADER = "kedge-fence";

/**
 * What the header holds. A process sends it with everything it asks for, so it names the run that was claimed
 * (`<flow run id>/<fence>`): requests about runs outside the attempt are nobody's attempt. A bare fence speaks of the very
 * run that the request is about.
 */
export const FenceHeader = z.string().regex(/^([0-9a-f-]{36}\/)?\d+\.\d+$/, "expected a fence such as 1.7");

export function fenceHeader(flowRunId: string, fence: Fence): string {
  return `${flowRunId}/${fence}`;
}

/** Asks for at most `slots` runs that are due. The session keeps the leases: it is renewed as one. */
export const ClaimRequest = z
  .strictObject({
    session_id: Id,
    worker_name: z.string().min(1),
    slots: z.number().int().min(1).max(200),
    work_queue_names: orDefault(z.array(z.string()), () => []),
    lease_seconds: orDefault(z.number().min(5).max(3600), () => 30),
  })
  .meta({ id: "ClaimRequest" });
export type ClaimRequest = z.output<typeof ClaimRequest>;

/** All that a worker needs to start the run: one answer instead of six requests. */
export const ClaimedRun = z
  .object({
    flow_run: FlowRun,
    flow_name: z.string(),
    deployment_name: z.string().nullable(),
    attempt: z.number().int(),
    fence: Fence,
    lease_expires_at: Timestamp,
    /** The deployment's choice; unless it made one: continue, but stop where a lost run is started anew elsewhere. */
    on_disconnect: OnDisconnect,
    entrypoint: z.string().nullable(),
    path: z.string().nullable(),
    pull_steps: PullSteps.nullable(),
    /** The pool's template with the deployment's and the run's job variables applied. */
    job_configuration: JsonObject,
  })
  .meta({ id: "ClaimedRun" });
export type ClaimedRun = z.output<typeof ClaimedRun>;

export const ClaimReply = z.object({ runs: z.array(ClaimedRun) }).meta({ id: "ClaimReply" });
export type ClaimReply = z.output<typeof ClaimReply>;

/** Renews every lease of a session and asks what has become of its runs. */
export const RenewRequest = z
  .strictObject({
    lease_seconds: orDefault(z.number().min(5).max(3600), () => 30),
    runs: z.array(z.strictObject({ flow_run_id: Id, fence: Fence })).max(1000),
    /** Asks for runs of the session that are not listed: their claim was answered, but nobody heard. */
    unheard: orDefault(z.boolean(), () => false),
  })
  .meta({ id: "RenewRequest" });
export type RenewRequest = z.output<typeof RenewRequest>;

/**
 * `lost`: the fence is no longer current, stop at once. `cancelling`: stop within the grace period and report. `suspended`:
 * stop within the grace period; the run goes on later, in another attempt, so there is nothing to report. `unheard`:
 * claimed for this session and waiting to be started, if that was asked for; may hold a run that was handed over meanwhile.
 */
export const RenewReply = z
  .object({
    lease_expires_at: Timestamp,
    cancelling: z.array(Id),
    suspended: z.array(Id).default(() => []),
    lost: z.array(Id),
    unheard: z.array(ClaimedRun).default(() => []),
  })
  .meta({ id: "RenewReply" });
export type RenewReply = z.output<typeof RenewReply>;
