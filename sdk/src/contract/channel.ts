import { z } from "zod";
import { ClaimedRun, Fence } from "./claim.js";
import { renewLeases } from "./operations/work-pools.js";
import { createLogs } from "./operations/logs.js";
import { sendReports } from "./operations/reports.js";
import { readFlowRun, setFlowRunState, updateFlowRun } from "./operations/flow-runs.js";
import type { Operation } from "./operation.js";
import { Id, JsonObject, orDefault } from "./primitives.js";

/**
 * The channel: one WebSocket between a worker and the plane, at `/work_pools/{name}/channel`. The version is negotiated as
 * the WebSocket's subprotocol; the worker offers those it speaks, best first.
 *
 * The first frame is `{"type":"auth","token":…}`, the second `hello`; both may be sent at once. From then on either side
 * numbers its frames from 1 (`seq`). A number that was seen already is a repeat and ignored, a gap closes the socket.
 */
export const CHANNEL_PROTOCOLS = ["kedge.channel.v1"] as const;

/** Frames above this are refused on both sides; what is larger goes over REST. */
export const MAX_FRAME_BYTES = 1024 * 1024;

/** What may be asked over the channel as over REST: the same operations, answered by the same handlers. */
export const CHANNEL_OPERATIONS: Readonly<Record<string, Operation>> = Object.fromEntries(
  [renewLeases, setFlowRunState, createLogs, updateFlowRun, readFlowRun, sendReports].map((each) => [each.id, each]),
);

const seq = z.number().int().positive();
const slots = z.number().int().min(0).max(10_000);

export const WorkerHello = z.object({
  type: z.literal("hello"),
  worker_name: z.string().min(1),
  /** Leases hang on it; the same one after a reconnect. */
  session_id: Id,
  /** Seconds, of every lease that is made over this channel. */
  lease_seconds: z.number().min(5).max(3600),
  work_queue_names: orDefault(z.array(z.string()), () => []),
  runtimes: orDefault(z.array(z.string()), () => []),
  labels: orDefault(z.record(z.string(), z.string()), () => ({})),
  /** Runs that may be assigned at once, now. */
  free: slots,
});
export type WorkerHello = z.output<typeof WorkerHello>;

/** What a worker says after its hello. */
export const WorkerFrame = z.discriminatedUnion("type", [
  /**
   * How many runs may be assigned, counted when everything up to `acked` of the plane's frames had been taken in, and
   * which runs have left the worker's hands since the last one.
   */
  z.object({
    type: z.literal("ack"),
    seq,
    acked: z.number().int().min(0),
    free: slots,
    ended: orDefault(z.array(Id), () => []),
  }),
  /** An operation; answered by `answer` with `to` = this `seq`. */
  z.object({
    type: z.literal("call"),
    seq,
    operation: z.string(),
    params: orDefault(JsonObject, () => ({})),
    body: z.unknown().optional(),
    fence: z.string().nullish(),
  }),
  /** No more runs: answered by `drained` when none is on its way any more. */
  z.object({ type: z.literal("drain"), seq }),
]);
export type WorkerFrame = z.output<typeof WorkerFrame>;

/** What the plane says. */
export const PlaneFrame = z.discriminatedUnion("type", [
  /** The answer to a hello. Pings come every `ping_seconds`: silence for two of them means that the plane is gone. */
  z.object({ type: z.literal("welcome"), seq, server_id: z.string(), ping_seconds: z.number() }),
  /** A run, claimed for this worker's session. Acknowledged by an `ack` that covers its number. */
  z.object({ type: z.literal("assign"), seq, run: ClaimedRun }),
  /** As in the answer to a renewal; `cancelled` stands for its `cancelling`. */
  z.object({
    type: z.literal("stop"),
    seq,
    flow_run_id: Id,
    fence: Fence,
    reason: z.enum(["cancelled", "suspended", "lost"]),
  }),
  z.object({ type: z.literal("answer"), seq, to: seq, status: z.number().int(), body: z.unknown().optional() }),
  z.object({ type: z.literal("drained"), seq }),
  /** The server is about to stop. What is under way is still answered; connect again after that many milliseconds. */
  z.object({ type: z.literal("leave"), seq, reconnect_after_ms: z.number().min(0) }),
]);
export type PlaneFrame = z.output<typeof PlaneFrame>;
