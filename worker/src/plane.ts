import { type Client, createClient, PlaneError } from "kedge/client";
import {
  type BodyInputOf,
  type ClaimedRun,
  claimFlowRuns,
  createLogs,
  ErrorCode,
  noteWorkerTrouble,
  readFlowRun,
  readWorkPool,
  renewLeases,
  type RenewReply,
  setFlowRunState,
  type State,
  updateFlowRun,
  type WorkPool,
} from "kedge/contract";
import type { Channel } from "./channel/channel.js";
import { overChannel } from "./channel/over-channel.js";

/** What the worker asks of the plane, and nothing more. Each call is one exchange: who calls decides about repeating. */
export interface Plane {
  readWorkPool(name: string): Promise<WorkPool>;
  claim(pool: string, request: BodyInputOf<typeof claimFlowRuns>): Promise<readonly ClaimedRun[]>;
  renew(sessionId: string, request: BodyInputOf<typeof renewLeases>, signal: AbortSignal): Promise<RenewReply>;
  /** Why this worker takes no runs; null: it takes them. */
  noteTrouble(pool: string, worker: string, trouble: BodyInputOf<typeof noteWorkerTrouble>): Promise<void>;
  /** On behalf of one attempt: every write carries its fence. */
  forRun(flowRunId: string, fence: string): RunPlane;
}

/** What the plane says of a run when its job is over. */
export interface RunNow {
  readonly state: State | null;
  /** Its next attempt was to be made by the very process that has ended. */
  readonly retriesInProcess: boolean;
}

export interface RunPlane {
  readRun(): Promise<RunNow>;
  /** Resolves whether the plane accepted; a refusal (the run has ended by other hands) is an answer, not an error. */
  proposeState(state: ProposedState, patience: AbortSignal): Promise<boolean>;
  /** Leaves a state for whoever can deliver it, without waiting for what the plane makes of it. Absent: nobody can. */
  leaveWord?(state: ProposedState): Promise<void>;
  /** Delivers what the run's ended processes could not. Resolves when nothing is left of it, or `signal` aborts. */
  collect?(signal: AbortSignal): Promise<void>;
  setInfrastructurePid(pid: string): Promise<void>;
  writeLogs(lines: BodyInputOf<typeof createLogs>, signal: AbortSignal): Promise<void>;
}

export type ProposedState = BodyInputOf<typeof setFlowRunState>["state"];

const EXCHANGE_TIMEOUT_SECONDS = 20;

export interface PlaneOptions {
  readonly apiUrl: string;
  readonly apiKey?: string | undefined;
  /** Asked first for what it carries. */
  readonly channel?: Pick<Channel, "call"> | undefined;
}

export function connectPlane({ apiUrl, apiKey, channel }: PlaneOptions): Plane {
  const retry = { retries: 0 };
  const options = { apiUrl, apiKey, retry, timeoutSeconds: EXCHANGE_TIMEOUT_SECONDS };
  return planeOver((fence) => {
    const client = createClient({ ...options, fence });
    return channel ? overChannel(channel, client, fence) : client;
  });
}

/** The operations in the worker's words. `clientFor` makes a client that speaks for the attempt with that fence, if any. */
export function planeOver(clientFor: (fence?: string) => Pick<Client, "call">): Plane {
  const client = clientFor();
  return {
    readWorkPool: (name) => client.call(readWorkPool, { params: { name } }),
    async claim(pool, request) {
      return (await client.call(claimFlowRuns, { params: { name: pool }, body: request })).runs;
    },
    renew: (sessionId, request, signal) =>
      client.call(renewLeases, { params: { id: sessionId }, body: request, signal }),
    async noteTrouble(pool, worker, trouble) {
      await client.call(noteWorkerTrouble, { params: { name: pool, worker }, body: trouble });
    },
    forRun(flowRunId, fence) {
      const fenced = clientFor(fence);
      const params = { id: flowRunId };
      return {
        async readRun() {
          const { state, empirical_policy } = await fenced.call(readFlowRun, { params });
          return { state, retriesInProcess: empirical_policy.retry_type === "in_process" };
        },
        async proposeState(state) {
          const result = await fenced.call(setFlowRunState, { params, body: { state, force: false } });
          return result.status === "ACCEPT" || isRepeat(state, result.state);
        },
        async setInfrastructurePid(pid) {
          await fenced.call(updateFlowRun, { params, body: { infrastructure_pid: pid } });
        },
        async writeLogs(lines, signal) {
          await fenced.call(createLogs, { body: lines, signal });
        },
      };
    },
  };
}

/** A repeat of a request whose answer was lost is refused with the very state that the first one set. */
export function isRepeat({ state_details: details }: ProposedState, current: State | null): boolean {
  return details?.transition_id != null && details.transition_id === current?.state_details.transition_id;
}

/** An error as the worker's log shows it. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The attempt was superseded: this write was refused, and so will be every other. */
export function isStaleFence(error: unknown): boolean {
  return error instanceof PlaneError && error.code === ErrorCode.STALE_FENCE;
}
