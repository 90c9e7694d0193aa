import type { JsonObject } from "kedge/contract";
import { KedgeError } from "kedge/client";

/**
 * What starts runs on one kind of infrastructure. A runtime gives evidence of what happened to a job and never a state:
 * the worker maps evidence, the run's own reports and its own intent to one, so that all runtimes agree.
 */
export interface Runtime {
  readonly type: string;
  /** Starts a job and answers once it runs. Rejects with StartRefused and nothing else; then nothing is left behind. */
  start(job: Job): Promise<JobHandle>;
  /**
   * Ends what workers that are gone have left on this infrastructure, and answers whose it was. Asked once, before the first
   * start. Absent where nothing outlives its worker unseen.
   */
  reapRemnants?(): Promise<readonly JobIdentity[]>;
  /** Ends what it keeps for jobs to come; resolves when that is gone. Jobs that run go on, and others may still start. */
  close?(): Promise<void>;
}

/** One attempt of a run, or what is left to do after it, with all that is needed to start it. */
export interface Job {
  readonly identity: JobIdentity;
  readonly code: JobCode;
  /** The pool's template with its variables applied. */
  readonly configuration: JsonObject;
  /** The plane that the started program talks to. */
  readonly plane: PlaneConnection;
}

export interface PlaneConnection {
  readonly apiUrl: string;
  readonly apiKey?: string | undefined;
  /** A folder of the worker's machine for reports that the plane does not take; undefined: they are not saved. */
  readonly outboxPath?: string | undefined;
}

/** Marked on whatever is started, as labels or environment: this is how a job is known to be ours, and whose. */
export interface JobIdentity {
  readonly flowRunId: string;
  readonly attempt: number;
  readonly program: JobProgram;
  readonly fence: string;
  readonly worker: string;
}

/** What a job does for its run: `run` carries it out, `hooks` runs the hooks of one that has ended without them. */
export type JobProgram = "run" | "hooks";

/** Where the flow is: the pull steps make a directory, or `path` names one; `entrypoint` is found in it. */
export interface JobCode {
  readonly entrypoint: string | null;
  readonly path: string | null;
  readonly pullSteps: readonly JsonObject[] | null;
}

export interface JobHandle {
  /** What a person finds the job by on its infrastructure; the run's `infrastructure_pid`. */
  readonly id: string;
  /** What the job wrote. Reading slowly holds the job back; it must be read to its end or be abandoned with `return`. */
  readonly output: AsyncIterable<OutputChunk>;
  /** The evidence of the end. Never rejects. */
  readonly ended: Promise<JobEnd>;
  /**
   * Asks the job to stop and returns at once. `cancel`: the run is to be cancelled; `suspend`: it goes on later, in another
   * job; `stop`: its worker goes away.
   */
  interrupt(intent: StopIntent): Promise<void>;
  /** Ends the job with everything it started; resolves once nothing of it is left. Harmless when it has ended. */
  kill(): Promise<void>;
}

export type StopIntent = "cancel" | "suspend" | "stop";

export interface OutputChunk {
  readonly stream: "stdout" | "stderr";
  readonly bytes: Uint8Array;
}

export type JobEnd =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "signalled"; readonly signal: string };

/** A job that cannot be started as it is configured. Says what is wrong with which setting and what to do. */
export class StartRefused extends KedgeError {
  constructor(message: string, hint?: string, cause?: unknown) {
    super("START_REFUSED", message, { hint, cause });
  }
}
