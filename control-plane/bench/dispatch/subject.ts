/** How a worker starts its runs: in a new process each, in one that waited, or not at all (what is measured then is the way to it). */
export type Start = "cold" | "warm" | "none";

export interface DispatchOptions {
  readonly databaseUrl: string;
  /** Of Kedge's worker; the peer's is at its default. */
  readonly transport: string;
}

/** A server with one pool and one worker at a time. */
export interface DispatchSubject {
  readonly name: string;
  /** The starts it has. */
  readonly starts: readonly Start[];
  /** A worker on a pool of its own, ready to take runs. */
  startWorker(start: Start): Promise<MeasuredWorker>;
  stop(): Promise<void>;
}

/** Instants are milliseconds of this machine's clock. */
export interface MeasuredWorker {
  /** Resolves with the run's id. */
  createRun(): Promise<string>;
  /** When each of the runs came to the worker; those that did not are missing. */
  assigned(runs: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** When each run began, told by the first line of its flow. */
  begun(): Promise<ReadonlyMap<string, number>>;
  stop(): Promise<void>;
}

export type StartDispatchSubject = (options: DispatchOptions) => Promise<DispatchSubject>;
