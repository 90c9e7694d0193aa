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
}

/** One flow run over all its attempts in this process. */
export class FlowRun {
  readonly definition: FlowDefinition;
  readonly session: Session;
  readonly parent: FlowRunScope | undefined;
  readonly results: ResultStore;
  readonly givenArgs: readonly unknown[] | undefined;
  /** What the function is called with: validated, in order. */
  args: readonly unknown[] = [];
  info: FlowRunInfo;
  scope: FlowRunScope;
  readonly #stop = new AbortController();

  constructor({ definition, session, parent, info, args }: FlowRunOptions) {
    this.definition = definition;
    this.session = session;
    this.parent = parent;
    this.info = info;
    this.givenArgs = args;
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

  /** The plane counts attempts when it accepts RUNNING; so does this. */
  beginAttempt(): void {
    this.info = { ...this.info, runCount: this.info.runCount + 1 };
    this.scope = this.#newScope();
    if (this.stopSignal.aborted) this.scope.abort(this.stopSignal.reason);
  }

  #newScope(): FlowRunScope {
    const { definition, session, info, parent, results } = this;
    return new FlowRunScope({ definition, session, info, parent, results });
  }
}
