import { type KedgeError, PlaneError, PlaneUnreachableError } from "kedge/client";
import type { StateCreate } from "kedge/contract";
import type { Faults } from "./faults.js";
import type { Kernel } from "./kernel/kernel.js";
import type { Process } from "./kernel/process.js";
import type { Random } from "./kernel/random.js";
import type { Server, ServerAnswer } from "./plane/server.js";

/** Which way nothing comes through between a machine and the plane. */
export interface Link {
  isCutOut: boolean;
  isCutIn: boolean;
}

export interface Request {
  readonly caller: Process;
  readonly link: Link;
  readonly operation: string;
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly fence: string | undefined;
  readonly signal: AbortSignal | undefined;
}

const TIMEOUT_MS = 20_000;

/** Carries requests to one of the servers and answers back: late, twice, in another order, or not at all. */
export class Network {
  #requests = 0;
  #answered = 0;

  constructor(
    private readonly kernel: Kernel,
    private readonly random: Random,
    private readonly faults: Faults,
    private readonly servers: readonly Server[],
    private readonly onProposal: (transitionId: string, runId: string, fence: string | undefined) => void,
  ) {}

  /** The part of the requests that was answered at all. */
  get answeredShare(): number {
    return this.#requests === 0 ? 1 : this.#answered / this.#requests;
  }

  call(request: Request): Promise<unknown> {
    const { caller, signal } = request;
    this.#noteProposal(request);
    const id = `${caller.name} ${request.operation} #${(this.#requests += 1)}`;
    return new Promise((resolve, reject) => {
      let isSettled = false;
      const settle = (how: () => void) => {
        isSettled = true;
        timeout.cancel();
        signal?.removeEventListener("abort", onAbort);
        how();
      };
      const fail = (why: string) => settle(() => reject(unreachable(why)));
      const onAbort = () => settle(() => reject(signal!.reason));
      const timeout = caller.after(TIMEOUT_MS, () => fail(`no answer within ${TIMEOUT_MS / 1000} s`));
      if (signal?.aborted) return onAbort();
      signal?.addEventListener("abort", onAbort);
      // A pause that comes again after it was lifted is a pause: settings have no order but that in which they come.
      const mayDouble = request.operation !== "updateWorkPool";
      const copies = mayDouble && this.random.chance(this.faults.rates.requestDoubled) ? 2 : 1;
      for (let i = 0; i < copies; i++) {
        this.#send(request, `${id}${i > 0 ? " again" : ""}`, {
          answer: (answer) =>
            caller.after(0, () => {
              if (isSettled) return;
              this.#answered += 1;
              settle(() => conclude(answer, resolve, reject));
            }),
          reset: (why) => caller.after(0, () => fail(why)),
        });
      }
    });
  }

  #noteProposal({ operation, params, body, fence }: Request): void {
    if (operation !== "setFlowRunState") return;
    const { state_details } = (body as { state: StateCreate }).state;
    if (state_details?.transition_id != null) this.onProposal(state_details.transition_id, params["id"]!, fence);
  }

  #send(request: Request, id: string, caller: Caller): void {
    const { kernel, random, faults } = this;
    kernel.after(this.#delay(), () => {
      if (request.link.isCutOut || random.chance(faults.rates.requestLost)) {
        kernel.trace.add(`${id} is lost`);
        // Either nobody ever answers, or the connection breaks.
        if (!request.link.isCutIn && random.chance(0.5)) caller.reset("connection reset");
        return;
      }
      const up = this.servers.filter((server) => server.isUp);
      if (up.length === 0) return void (request.link.isCutIn || caller.reset("connection refused"));
      const server = random.pick(up);
      kernel.trace.add(`${id} -> ${server.process.name}`);
      server.handle(request, (answer) => {
        kernel.after(this.#delay(), () => {
          if (request.link.isCutIn || random.chance(faults.rates.answerLost)) {
            kernel.trace.add(`the answer to ${id} is lost`);
            return;
          }
          if (answer === "connection reset") caller.reset(answer);
          else caller.answer(answer);
        });
      });
    });
  }

  #delay(): number {
    const { random, faults } = this;
    return random.chance(faults.rates.requestSlow) ? random.between(100, 30_000) : 0.2 + random.exponential(1.5);
  }
}

interface Caller {
  answer(answer: ServerAnswer): void;
  reset(why: string): void;
}

function conclude(answer: ServerAnswer, resolve: (value: unknown) => void, reject: (error: KedgeError) => void): void {
  if (answer.status < 400) resolve(answer.body);
  else reject(new PlaneError(answer.code ?? "INTERNAL", `status ${answer.status}`, { status: answer.status }));
}

function unreachable(why: string): PlaneUnreachableError {
  return new PlaneUnreachableError(`No Kedge server answers: ${why}`, { everReached: true, hint: "" });
}
