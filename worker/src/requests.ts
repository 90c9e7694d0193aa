import { RUNTIME_TYPES } from "@kedge/work-pools/runtimes";
import type { Attempt } from "./attempt.js";
import type { ChannelOptions } from "./channel/channel.js";
import type { WorkerConfig } from "./config.js";
import type { Plane } from "./plane.js";

export function claimRequest(slots: number, sessionId: string, config: WorkerConfig): Parameters<Plane["claim"]>[1] {
  return {
    session_id: sessionId,
    worker_name: config.name,
    slots,
    work_queue_names: [...config.workQueues],
    lease_seconds: config.leaseMs / 1000,
  };
}

export function renewRequest(attempts: readonly Attempt[], config: WorkerConfig): Parameters<Plane["renew"]>[1] {
  return {
    lease_seconds: config.leaseMs / 1000,
    runs: attempts.map(({ id, fence }) => ({ flow_run_id: id, fence })),
    unheard: true,
  };
}

export function helloOf(sessionId: string, free: number, config: WorkerConfig): ReturnType<ChannelOptions["hello"]> {
  return {
    session_id: sessionId,
    worker_name: config.name,
    lease_seconds: config.leaseMs / 1000,
    work_queue_names: [...config.workQueues],
    runtimes: [...RUNTIME_TYPES],
    labels: {},
    free,
  };
}

export function channelUrl(apiUrl: string, pool: string): string {
  return `${apiUrl.replace(/^http/, "ws").replace(/\/+$/, "")}/work_pools/${encodeURIComponent(pool)}/channel`;
}
