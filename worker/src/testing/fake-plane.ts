import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  claimFlowRuns,
  ClaimedRun,
  createLogs,
  FENCE_HEADER,
  isTerminal,
  type JsonObject,
  type LogCreate,
  type Operation,
  noteWorkerTrouble,
  readFlowRun,
  readWorkPool,
  renewLeases,
  setFlowRunState,
  type State,
  type StateCreate,
  type StateType,
  updateFlowRun,
  uuidv7,
} from "kedge/contract";

/** A request as it came over the wire, parsed by the contract. */
export interface Received {
  readonly operation: string;
  readonly params: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  readonly fence: string | undefined;
}

export interface FakeRun {
  readonly claimed: ClaimedRun;
  state: State;
  /** The current fence; a write with any other is refused. */
  fence: string;
  pid: string | null;
  readonly states: StateType[];
  readonly logs: LogCreate[];
}

/** What happens to a request instead of its answer. `answer lost`: it is carried out all the same. */
export type Fault = { readonly status: number; readonly code?: string } | "cut" | "answer lost" | "hang";

const OPERATIONS: readonly Operation[] = [
  readWorkPool,
  claimFlowRuns,
  renewLeases,
  readFlowRun,
  updateFlowRun,
  setFlowRunState,
  createLogs,
  noteWorkerTrouble,
];

/**
 * The worker's part of the plane behind a real socket: requests are parsed by the contract, so that a worker that sends
 * nonsense fails here, and the fence is tested on every write. What it remembers are the facts that tests wait for.
 */
export class FakePlane {
  readonly received: Received[] = [];
  readonly #server: Server;
  readonly #runs = new Map<string, FakeRun>();
  readonly #due: FakeRun[] = [];
  readonly #faults: { readonly operation: string; readonly fault: Fault; left: number }[] = [];
  readonly #cancelling = new Set<string>();
  readonly #claimed = new Set<string>();
  #onChange: (() => void)[] = [];
  poolType = "process";

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
    // It has no channel: workers poll.
    this.#server.on("upgrade", (_, socket) => socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n"));
  }

  static async start(): Promise<FakePlane> {
    const plane = new FakePlane();
    plane.#server.listen(0, "127.0.0.1");
    await once(plane.#server, "listening");
    return plane;
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  /** Makes a run due: the next claim takes it. */
  addRun(claim: Partial<Pick<ClaimedRun, "entrypoint" | "path" | "pull_steps" | "job_configuration">>): FakeRun {
    const run: FakeRun = {
      claimed: claimedRun(claim),
      state: stateOf("PENDING"),
      fence: "1.1",
      pid: null,
      states: ["PENDING"],
      logs: [],
    };
    this.#runs.set(run.claimed.flow_run.id, run);
    this.#due.push(run);
    return run;
  }

  /** What the run itself, or a person, reports. */
  setState(run: FakeRun, type: StateType, details: State["state_details"] = {}): void {
    run.state = { ...stateOf(type), state_details: details };
    run.states.push(type);
    if (type === "CANCELLING") this.#cancelling.add(run.claimed.flow_run.id);
    this.#changed();
  }

  /** Answers the next `times` requests of an operation with a fault. */
  fault(operation: Operation, fault: Fault, times = Infinity): void {
    this.#faults.push({ operation: operation.id, fault, left: times });
  }

  heal(): void {
    this.#faults.length = 0;
  }

  count(operation: Operation): number {
    return this.received.filter((request) => request.operation === operation.id).length;
  }

  /** Resolves when `fact` holds; asked again after every request and change. */
  async until(fact: () => boolean): Promise<void> {
    while (!fact()) await new Promise<void>((resolve) => this.#onChange.push(resolve));
  }

  #changed(): void {
    for (const resolve of this.#onChange.splice(0)) resolve();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { operation, params } = this.#route(request);
    const body = await bodyOf(request, operation);
    const fence = request.headers[FENCE_HEADER];
    const received = { operation: operation.id, params, body, fence: fence === undefined ? undefined : String(fence) };
    this.received.push(received);
    const fault = this.#nextFault(operation.id);
    if (fault === "answer lost") this.#answer(received);
    if (fault === "cut" || fault === "answer lost") request.socket.destroy();
    else if (fault === undefined) reply(response, this.#answer(received));
    else if (fault !== "hang") reply(response, { status: fault.status, body: { code: fault.code, detail: "a fault" } });
    this.#changed();
  }

  #route(request: IncomingMessage): { operation: Operation; params: Record<string, string> } {
    const path = (request.url ?? "").replace(/^\/api/, "");
    for (const operation of OPERATIONS) {
      if (operation.method.toUpperCase() !== request.method) continue;
      const match = new RegExp(`^${operation.path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`).exec(path);
      if (match) return { operation, params: { ...match.groups } };
    }
    throw new Error(`the worker asked for something it should not: ${request.method} ${path}`);
  }

  #nextFault(operation: string): Fault | undefined {
    const found = this.#faults.find((fault) => fault.operation === operation && fault.left > 0);
    if (found !== undefined) found.left -= 1;
    return found?.fault;
  }

  #answer({ operation, params, body, fence }: Received): Answer {
    if (operation === readWorkPool.id) return { status: 200, body: poolNamed(params["name"]!, this.poolType) };
    if (operation === claimFlowRuns.id) {
      const runs = this.#due.splice(0, body["slots"] as number).map(({ claimed }) => claimed);
      for (const run of runs) this.#claimed.add(run.flow_run.id);
      return { status: 200, body: { runs } };
    }
    if (operation === noteWorkerTrouble.id) return { status: 204 };
    if (operation === renewLeases.id) return { status: 200, body: this.#renewal(body) };
    if (operation === createLogs.id) return this.#storeLogs(body as unknown as LogCreate[], fence);
    const run = this.#runs.get(params["id"]!);
    if (run === undefined) return { status: 404, body: { code: "NOT_FOUND", exception_message: "not found" } };
    if (operation === readFlowRun.id) return { status: 200, body: { ...run.claimed.flow_run, state: run.state } };
    if (fence !== run.fence) return STALE;
    if (operation === updateFlowRun.id) {
      run.pid = String(body["infrastructure_pid"]);
      return { status: 204 };
    }
    return this.#transition(run, (body["state"] as StateCreate).type, (body["state"] as StateCreate).message ?? null);
  }

  #transition(run: FakeRun, type: StateType, message: string | null): Answer {
    if (isTerminal(run.state.type)) {
      return {
        status: 200,
        body: { status: "ABORT", state: null, details: { type: "abort_details", reason: "ended" } },
      };
    }
    run.state = { ...stateOf(type), message };
    run.states.push(type);
    return { status: 201, body: { status: "ACCEPT", state: run.state, details: { type: "accept_details" } } };
  }

  #renewal(body: JsonObject): JsonObject {
    const asked = body["runs"] as { flow_run_id: string; fence: string }[];
    const lost = asked.filter(({ flow_run_id, fence }) => this.#runs.get(flow_run_id)?.fence !== fence);
    const ids = asked.map(({ flow_run_id }) => flow_run_id);
    return {
      lease_expires_at: "2026-01-01T00:00:00.000000Z",
      cancelling: ids.filter((id) => this.#cancelling.has(id)),
      lost: lost.map(({ flow_run_id }) => flow_run_id),
      unheard: [...this.#runs.values()]
        .filter(({ claimed, state }) => this.#claimed.has(claimed.flow_run.id) && state.type === "PENDING")
        .map(({ claimed }) => claimed)
        .filter(({ flow_run }) => !ids.includes(flow_run.id)),
    };
  }

  #storeLogs(lines: readonly LogCreate[], fence: string | undefined): Answer {
    for (const line of lines) {
      const run = this.#runs.get(line.flow_run_id ?? "");
      if (run?.fence !== fence) return STALE;
      run?.logs.push(line);
    }
    return { status: 201, body: null };
  }
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

const STALE: Answer = { status: 409, body: { code: "STALE_FENCE", detail: "another attempt has the run" } };

async function bodyOf(request: IncomingMessage, operation: Operation): Promise<JsonObject> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (operation.body === undefined) return {};
  return operation.body.parse(JSON.parse(Buffer.concat(chunks).toString())) as JsonObject;
}

function reply(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

const NOW = "2026-01-01T00:00:00.000000Z";

function stateOf(type: StateType): State {
  const name = type.charAt(0) + type.slice(1).toLowerCase();
  return { id: uuidv7(), type, name, timestamp: NOW, message: null, data: null, state_details: {} };
}

function poolNamed(name: string, type: string) {
  return {
    id: uuidv7(),
    created: NOW,
    updated: NOW,
    name,
    type,
    description: null,
    base_job_template: {},
    is_paused: false,
    concurrency_limit: null,
    status: "READY",
    default_queue_id: null,
    storage_configuration: {},
    active_slots: 0,
  };
}

const POLICY = {
  max_retries: 0,
  retry_delay_seconds: 0,
  retries: null,
  retry_delay: null,
  pause_keys: [],
  resuming: false,
  retry_type: null,
};

export function claimedRun(claim: Partial<ClaimedRun>): ClaimedRun {
  const nulls = Object.fromEntries(Object.keys(ClaimedRun.shape.flow_run.shape).map((key) => [key, null]));
  return ClaimedRun.parse({
    flow_run: {
      ...nulls,
      id: uuidv7(),
      created: NOW,
      updated: NOW,
      name: "quick-otter",
      flow_id: uuidv7(),
      parameters: {},
      tags: [],
      context: {},
      empirical_policy: POLICY,
      labels: {},
      run_count: 0,
      total_run_time: 0,
      estimated_run_time: 0,
      estimated_start_time_delta: 0,
      auto_scheduled: false,
      attempt: 1,
    },
    flow_name: "flow",
    deployment_name: "deployment",
    attempt: 1,
    fence: "1.1",
    lease_expires_at: NOW,
    entrypoint: null,
    path: null,
    pull_steps: null,
    on_disconnect: "stop",
    job_configuration: {},
    ...claim,
  });
}
