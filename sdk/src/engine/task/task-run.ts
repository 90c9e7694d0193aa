import {
  formatMicros,
  isTerminal,
  type Micros,
  StateName,
  StateType,
  type TaskInputs,
  uuidv7,
} from "../../contract/index.js";
import { nowMicros } from "../../clock.js";
import { createLogger, type Logger } from "../../logging/index.js";
import type { State } from "../../states/index.js";
import type { TaskDefinition } from "../definition.js";
import type { FlowRunScope } from "../flow/flow-run-scope.js";
import type { TaskRunInfo } from "../hooks.js";
import type { Slot } from "../runner/slots.js";
import type { Session } from "../session.js";
import type { TaskRunRecord } from "./recorder.js";

const NEVER_ABORTED = new AbortController().signal;

export interface TaskRunOptions {
  readonly definition: TaskDefinition;
  readonly session: Session;
  readonly flowRun: FlowRunScope | undefined;
  readonly args: readonly unknown[];
  readonly tags: readonly string[];
  readonly waitFor: readonly unknown[];
  readonly key: string | undefined;
  readonly runName: string | undefined;
  readonly refreshCache: boolean | undefined;
}

/** One task run while it runs: its identity, its times, and the one way its states reach the plane. */
export class TaskRun {
  readonly id = uuidv7();
  readonly definition: TaskDefinition;
  readonly session: Session;
  readonly flowRun: FlowRunScope | undefined;
  readonly tags: readonly string[];
  readonly options: TaskRunOptions;
  readonly dynamicKey: string;
  /** Its place among the runs of its task, the same in every attempt of the flow; undefined outside of one. */
  readonly place: string | undefined;
  /** The task's own arguments; futures in them are replaced by their values before it starts. */
  args: readonly unknown[];
  name: string;
  inputs: TaskInputs = {};
  cacheKey: string | undefined;
  cacheExpiration: string | undefined;
  /** Attempts begun. */
  runCount = 0;
  slot: Slot | undefined;
  /** Aborted on timeout; the flow run's own signal otherwise. */
  signal: AbortSignal | undefined;
  state: State | undefined;
  #logger: Logger | undefined;
  #created: string | undefined;
  #started: string | undefined;
  #ended: string | undefined;
  #runningSince: Micros | undefined;
  #runMicros: Micros = 0;

  constructor(options: TaskRunOptions) {
    const { definition, flowRun } = options;
    this.options = options;
    this.definition = definition;
    this.session = options.session;
    this.flowRun = flowRun;
    this.args = options.args;
    this.tags = options.tags;
    const ordinal = flowRun?.nextOrdinal(`task:${definition.key}`);
    this.name = options.runName ?? (ordinal === undefined ? definition.name : `${definition.name}-${ordinal}`);
    this.place = flowRun === undefined ? undefined : (options.key ?? String(ordinal));
    this.dynamicKey = options.key ?? dynamicKey(ordinal, flowRun) ?? this.id;
  }

  get flowRunId(): string | undefined {
    return this.flowRun?.info.id;
  }

  get logPrints(): boolean {
    return this.definition.logPrints ?? this.flowRun?.logPrints ?? this.session.settings.logPrints;
  }

  /** Made when the first line is written: most task runs write none. */
  get logger(): Logger {
    this.#logger ??= createLogger(
      {
        name: "kedge.task_runs",
        subject: () => `Task run '${this.name}'`,
        flowRunId: this.flowRunId ?? null,
        taskRunId: this.id,
      },
      this.session.logSink,
    );
    return this.#logger;
  }

  /** What hooks and `runtime.taskRun` see. */
  info(): TaskRunInfo {
    const { id, name, flowRunId, tags, runCount } = this;
    return { id, name, taskName: this.definition.name, flowRunId, tags, runCount };
  }

  abortSignal(): AbortSignal {
    return this.signal ?? this.flowRun?.signal ?? NEVER_ABORTED;
  }

  /**
   * Sets a state: stamps it, keeps the times the plane shows, and hands it to the recorder. A final state stays: what the
   * function still does after its run was stopped changes nothing.
   */
  record(proposed: State): State {
    if (this.state?.isFinal() === true) return this.state;
    const micros = nowMicros();
    const timestamp = formatMicros(micros);
    const isFirst = this.#created === undefined;
    this.#advanceTimes(proposed, micros, timestamp);
    const state = proposed.with({ id: uuidv7(), timestamp });
    this.state = state;
    this.session.recorder.push(this.#toRecord(state, isFirst));
    return state;
  }

  #advanceTimes(next: State, micros: Micros, timestamp: string): void {
    this.#created ??= timestamp;
    if (this.#runningSince !== undefined) this.#runMicros += micros - this.#runningSince;
    this.#runningSince = undefined;
    if (next.type === StateType.RUNNING) {
      this.runCount += 1;
      this.#started ??= timestamp;
      this.#runningSince = micros;
    }
    if (isTerminal(next.type)) this.#ended = timestamp;
  }

  /** What does not change travels with the first record only. */
  #toRecord(state: State, isFirst: boolean): TaskRunRecord {
    const flowRunId = this.flowRunId ?? null;
    return {
      task_run: {
        id: this.id,
        flow_run_id: flowRunId,
        task_key: this.definition.key,
        dynamic_key: this.dynamicKey,
        name: this.name,
        ...(isFirst ? this.#constants() : {}),
        ...(state.name === StateName.CACHED
          ? { cache_key: this.cacheKey ?? null, cache_expiration: this.cacheExpiration ?? null }
          : {}),
        task_inputs: this.inputs,
        run_count: this.runCount,
        expected_start_time: this.#created ?? null,
        next_scheduled_start_time: state.details.scheduled_time ?? null,
        start_time: this.#started ?? null,
        end_time: this.#ended ?? null,
        total_run_time: this.#runMicros / 1_000_000,
      },
      state: {
        id: state.id!,
        timestamp: state.timestamp!,
        type: state.type,
        name: state.name,
        message: state.message?.replaceAll("\0", "�") ?? null,
        data: state.reference,
        state_details: { ...state.details, flow_run_id: flowRunId, task_run_id: this.id },
      },
    };
  }

  #constants(): Partial<TaskRunRecord["task_run"]> {
    const { retries, retryDelay, retryJitterFactor, version } = this.definition;
    return {
      task_version: version ?? null,
      tags: [...this.tags],
      flow_run_run_count: this.flowRun?.info.runCount ?? 0,
      empirical_policy: {
        retries,
        retry_delay:
          typeof retryDelay === "function" ? null : typeof retryDelay === "number" ? retryDelay : [...retryDelay],
        retry_jitter_factor: retryJitterFactor,
      },
    };
  }
}

/**
 * The place of a run among those of its task in its flow run. A retried flow starts counting anew, and its task runs are
 * runs of their own: the attempt is part of the key.
 */
function dynamicKey(ordinal: number | undefined, flowRun: FlowRunScope | undefined): string | undefined {
  if (ordinal === undefined || flowRun === undefined) return undefined;
  return flowRun.incarnation > 1 ? `${ordinal}.${flowRun.incarnation}` : String(ordinal);
}
