import { ErrorCode, uuidv7, type StateCreate } from "kedge/contract";
import { notFound, PlaneError } from "../../../control-plane/src/errors.js";
import { currentState } from "../../../control-plane/src/db/rows/state-row.js";
import { FlowRunTransitions } from "../../../control-plane/src/orchestration/flow-run-transitions.js";
import { proposedState } from "../../../control-plane/src/orchestration/transition.js";
import { Process } from "../kernel/process.js";
import type { Kernel } from "../kernel/kernel.js";
import type { Request } from "../network.js";
import { repeat, type LoopParts } from "./loops/loop.js";
import { reapOnce } from "./loops/reap.js";
import { scheduleOnce } from "./loops/schedule.js";
import { settleOnce } from "./loops/settle.js";
import { fenceOf, stateOf, type RunRow } from "./rows.js";
import type { NewRun } from "./store.js";

export interface ServerAnswer {
  readonly status: number;
  readonly code?: string;
  readonly body?: unknown;
}

export interface ServerParts extends Pick<LoopParts, "database" | "random" | "wiring" | "schedule"> {
  readonly kernel: Kernel;
}

/** One server of the plane: the real transitions on the simulated database, its loops, and nothing that outlives it. */
export class Server {
  #process: Process;
  #transitions: FlowRunTransitions;
  #onDeath: (() => void)[] = [];

  constructor(
    private readonly name: string,
    private readonly parts: ServerParts,
  ) {
    [this.#process, this.#transitions] = this.#boot();
  }

  get isUp(): boolean {
    return this.#process.isAlive;
  }

  get process(): Process {
    return this.#process;
  }

  kill(): void {
    this.#process.end();
    for (const tell of this.#onDeath.splice(0)) tell();
  }

  start(): void {
    if (!this.isUp) [this.#process, this.#transitions] = this.#boot();
  }

  #boot(): [Process, FlowRunTransitions] {
    const process = new Process(this.parts.kernel, this.name);
    const transitions = new FlowRunTransitions({ store: this.parts.database.flowRunStore(process) });
    const loop = { ...this.parts, process, transitions };
    void repeat(process, () => reapOnce(loop));
    void repeat(process, () => settleOnce(loop));
    void repeat(process, () => scheduleOnce(loop));
    return [process, transitions];
  }

  /** Answers through `reply`, or breaks the connection when it dies before it has. */
  handle(request: Request, reply: (answer: ServerAnswer | "connection reset") => void): void {
    const onDeath = () => reply("connection reset");
    this.#onDeath.push(onDeath);
    const finish = (answer: ServerAnswer) => {
      this.#onDeath = this.#onDeath.filter((each) => each !== onDeath);
      reply(answer);
    };
    this.#answer(request).then(
      (body) => finish({ status: 200, body }),
      (error: unknown) => finish(errorAnswer(error)),
    );
  }

  async #answer(request: Request): Promise<unknown> {
    const { database, wiring } = this.parts;
    const { params, operation } = request;
    const body = request.body as never;
    switch (operation) {
      case "readWorkPool":
        return { name: params["name"], type: "virtual" };
      case "claimFlowRuns":
        return { runs: await this.#claim(params["name"]!, body) };
      case "renewLeases": {
        const { runs, lease_seconds } = body as {
          runs: { flow_run_id: string; fence: string }[];
          lease_seconds: number;
        };
        const heard = new Set(runs.map((run) => run.flow_run_id));
        return database.run(this.#process, (store) => ({
          ...store.renew(params["id"]!, lease_seconds, runs),
          unheard: store.unheard(params["id"]!, heard).map(claimedAnswer),
        }));
      }
      case "readFlowRun": {
        const run = await database.run(this.#process, (store) => store.snapshot(params["id"]!));
        if (run === undefined) throw notFound("Flow run", params["id"]!);
        return { state: currentState(run), empirical_policy: run.empirical_policy };
      }
      case "updateFlowRun": {
        const pid = (body as { infrastructure_pid: string }).infrastructure_pid;
        const isWritten = await database.run(this.#process, (store) => {
          const run = store.tables.runs.get(params["id"]!);
          return run && store.setPid(run, wiring.fenceOfWrite(request.fence ?? null, fenceOf(run)), pid);
        });
        if (!isWritten) throw new PlaneError(ErrorCode.STALE_FENCE, "superseded");
        return null;
      }
      case "setFlowRunState":
        return this.#propose(params["id"]!, (body as { state: StateCreate }).state, request.fence ?? null);
      case "sendReports": {
        const { spool, firstSeq, payloads } = body as { spool: string; firstSeq: number; payloads: string[] };
        return database.run(this.#process, ({ reports }) => reports.take(spool, firstSeq, payloads));
      }
      case "createLogs":
        return null;
      case "createFlowRun":
        return database.run(this.#process, (store) => store.createRun(body as NewRun));
      case "updateWorkPool":
        return database.run(this.#process, ({ tables }) => void Object.assign(tables.pools.get(params["id"]!)!, body));
      default:
        throw new Error(`the simulated server has no ${operation}`);
    }
  }

  async #propose(runId: string, state: StateCreate, fence: string | null) {
    const run = this.parts.database.store.tables.runs.get(runId);
    const { result } = await this.#transitions.propose({
      workspaceId: "",
      runId,
      state: proposedState(state),
      force: false,
      fence: run ? this.parts.wiring.fenceOfWrite(fence, fenceOf(run)) : fence,
    });
    return result;
  }

  async #claim(
    poolName: string,
    request: { session_id: string; worker_name: string; slots: number; lease_seconds: number },
  ) {
    const { database } = this.parts;
    const stateIds = Array.from({ length: request.slots }, () => uuidv7());
    return database.run(this.#process, (store) =>
      store
        .claim({
          poolName,
          sessionId: request.session_id,
          workerName: request.worker_name,
          slots: request.slots,
          queueNames: null,
          leaseSeconds: request.lease_seconds,
          stateIds,
          isLocked: (runId) => database.locks.isHeld(runId),
        })
        .map(({ run }) => claimedAnswer(run)),
    );
  }
}

function claimedAnswer(run: RunRow) {
  return {
    flow_run: { id: run.id, name: run.name, state: { type: stateOf(run).type } },
    flow_name: "flow",
    deployment_name: "deployment",
    attempt: run.attempt,
    fence: fenceOf(run),
    on_disconnect: run.onDisconnect,
    entrypoint: null,
    path: null,
    pull_steps: null,
    job_configuration: { stream_output: false },
  };
}

function errorAnswer(error: unknown): ServerAnswer {
  if (!(error instanceof PlaneError)) return { status: 503, code: ErrorCode.UNAVAILABLE };
  const status = error.code === ErrorCode.STALE_FENCE ? 409 : error.code === ErrorCode.NOT_FOUND ? 404 : 503;
  return { status, code: error.code };
}
