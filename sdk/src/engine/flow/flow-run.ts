import type { NamedParameters } from "../../arguments/flow-parameters.js";
import type { Logger } from "../../logging/index.js";
import { ResultStore } from "../../results/index.js";
import type { FlowDefinition } from "../definition.js";
import type { FlowRunInfo } from "../hooks.js";
import type { Session } from "../session.js";
import { FlowRunScope } from "./flow-run-scope.js";

export interface FlowRunOptions {
  readonly definition: FlowDefinition;
  readonly session: Session;
  readonly parent: FlowRunScope | undefined;
  readonly info: FlowRunInfo;
  /** Given by a caller in this process; otherwise they follow from the parameters. */
  readonly args: readonly unknown[] | undefined;
  /** Of a run that workers claim: which time this is, from 1, and whether it was suspended before. */
  readonly claim?: { readonly attempt: number; readonly resumes: boolean } | undefined;
}

/** One flow run over all its attempts in this process. */
export class FlowRun {
  readonly definition: FlowDefinition;
  readonly session: Session;
  readonly parent: FlowRunScope | undefined;
  readonly results: ResultStore;
  readonly givenArgs: readonly unknown[] | undefined;
  /** Goes on with what was suspended: the coming attempt is not another run of it. */
  #resumes: boolean;
  /** How often a worker has begun with it. */
  readonly #claims: number;
  /** Created here to be carried out here: no worker keeps it. */
  readonly isLocal: boolean;
  /** What the function is called with: validated, in order. */
  args: readonly unknown[] = [];
  info: FlowRunInfo;
  scope: FlowRunScope;
  /** Monotonic milliseconds: when the next attempt is due that was decided here, without the plane. */
  retryDue: number | undefined;
  readonly #stop = new AbortController();

  constructor({ definition, session, parent, info, args, claim }: FlowRunOptions) {
    this.definition = definition;
    this.session = session;
    this.parent = parent;
    this.info = info;
    this.givenArgs = args;
    this.isLocal = claim === undefined;
    this.#resumes = claim?.resumes ?? false;
    this.#claims = Math.max(claim?.attempt ?? 1, 1);
    this.results =
      definition.storage === undefined ? (parent?.results ?? session.results) : new ResultStore(definition.storage);
    this.scope = this.#newScope();
  }

  get id(): string {
    return this.info.id;
  }

  get parameters(): NamedParameters {
    return this.info.parameters;
  }

  /** Aborted once, for good, when the run is to stop; `reason` is a CancelledRun or CrashedRun. */
  get stopSignal(): AbortSignal {
    return this.#stop.signal;
  }

  get logger(): Logger {
    return this.scope.logger;
  }

  /** Stops the attempt that runs and keeps another from starting. */
  stop(reason: Error): void {
    this.#stop.abort(reason);
    this.scope.abort(reason);
  }

  rename(name: string): void {
    this.info = { ...this.info, name };
  }

  /** The plane counts attempts when it accepts RUNNING, unless the run was resumed; so does this. */
  beginAttempt(): void {
    if (!this.#resumes) this.info = { ...this.info, runCount: this.info.runCount + 1 };
    this.#resumes = false;
    this.scope = this.#newScope();
    if (this.stopSignal.aborted) this.scope.abort(this.stopSignal.reason);
  }

  #newScope(): FlowRunScope {
    const { definition, session, info, parent, results } = this;
    // Neither number alone differs between all attempts: retries in one process share a claim, and resumed runs a count.
    const incarnation = info.runCount + this.#claims - 1;
    return new FlowRunScope({ definition, session, info, parent, results, incarnation });
  }
}
