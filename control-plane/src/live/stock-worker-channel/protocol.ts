import { Id, JsonObject, Timestamp, type WorkPool } from "kedge/contract";
import { z } from "zod";

export const CHANNEL_VERSION = "work_pool_worker_channel.v1";

const CLEANUP_DELIVERY = "cleanup_delivery.v1";

/** What every worker has to ask for, and is given. Cleaning up is not offered: a lease that lapses does that here. */
export const CAPABILITIES: readonly string[] = ["work_pool_snapshot.v1", "worker_heartbeat.v1"];

const Text = z.string().min(1);
const Seconds = z.int32().positive();

/** A key too many is as wrong as one too few: both sides of this protocol are strict. */
function frame<Type extends string, Payload extends z.ZodType>(type: Type, payload: Payload) {
  return z.strictObject({ type: z.literal(type), id: Id, sent_at: Timestamp, payload });
}

export const Hello = frame(
  "worker.hello.v1",
  z
    .strictObject({
      consumer_id: Id,
      worker_name: Text,
      worker_type: Text,
      heartbeat_interval_seconds: Seconds,
      supported_channel_versions: z.array(Text).min(1),
      requested_capabilities: z.array(Text).min(1),
      /** None: all of the pool. */
      work_queue_names: z.array(Text).default([]),
      handled_cleanup_kinds: z
        .array(z.enum(["cancelling_timeout_teardown.v1", "pending_claim_teardown.v1"]))
        .default([]),
      max_cleanup_concurrency: z.int().nonnegative().optional(),
      create_pool_if_not_found: z.boolean().default(false),
      default_base_job_template: JsonObject.default({}),
      worker_metadata: JsonObject.nullish(),
    })
    .refine((hello) => CAPABILITIES.every((each) => hello.requested_capabilities.includes(each)), {
      message: `${CAPABILITIES.join(" and ")} have to be requested`,
      path: ["requested_capabilities"],
    })
    .refine(
      (hello) =>
        hello.requested_capabilities.includes(CLEANUP_DELIVERY) ||
        (hello.handled_cleanup_kinds.length === 0 && !hello.max_cleanup_concurrency),
      { message: `${CLEANUP_DELIVERY} has to be requested by one that cleans up`, path: ["requested_capabilities"] },
    ),
);
export type HelloPayload = z.output<typeof Hello>["payload"];

const Heartbeat = frame(
  "worker.heartbeat.v1",
  z.strictObject({ consumer_id: Id, worker_name: Text, heartbeat_interval_seconds: Seconds }),
);

const cleanup = z.strictObject({ message_id: Id, reservation_token: Text });

/** What a worker may send after its hello. */
export const WorkerFrame = z.discriminatedUnion("type", [
  Heartbeat,
  frame("cleanup.ack.v1", cleanup),
  frame("cleanup.release.v1", cleanup.extend({ reason: Text })),
  frame("cleanup.renew.v1", cleanup),
]);
export type WorkerFrame = z.output<typeof WorkerFrame>;
export type HeartbeatPayload = z.output<typeof Heartbeat>["payload"];
export type CleanupFrame = Exclude<WorkerFrame, z.output<typeof Heartbeat>>;

export interface Snapshot {
  /** 1 in the ready frame, and one more each time. */
  readonly snapshot_sequence: number;
  readonly reason: "initial" | "work_pool_updated" | "heartbeat_reconciliation";
  readonly work_pool: WorkPool;
}

/** What a worker is sent, less what every frame carries. */
export type PlaneFrame =
  | {
      readonly type: "worker.ready.v1";
      readonly payload: {
        readonly consumer_id: string;
        /** Prefect's own server names no worker either; the name is what workers are known by. */
        readonly worker_id: null;
        readonly selected_channel_version: typeof CHANNEL_VERSION;
        readonly effective_heartbeat_interval_seconds: number;
        readonly accepted_capabilities: readonly string[];
        readonly rejected_capabilities: readonly string[];
        readonly effective_max_cleanup_concurrency: 0;
        readonly resolved_work_queues: readonly { readonly id: string; readonly name: string }[];
        readonly initial_snapshot: Snapshot;
      };
    }
  | { readonly type: "work_pool.snapshot.v1"; readonly payload: Snapshot }
  | {
      readonly type: "cleanup.operation_result.v1";
      readonly payload: {
        readonly request_frame_id: string;
        readonly message_id: string;
        readonly operation: "ack" | "release" | "renew";
        readonly status: "unauthorized";
        readonly lease_expires_at: null;
        readonly reason: string;
        readonly detail: null;
      };
    };

export function problemOf(what: string, { issues: [issue] }: z.ZodError): string {
  return `Invalid ${what}: ${issue!.path.join(".")}: ${issue!.message}`;
}
