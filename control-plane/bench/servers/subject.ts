/** A server that is measured, whichever it is. */
export interface Subject {
  name: string;
  /** The API base, as in `PREFECT_API_URL`. */
  apiUrl: string;
  /** Milliseconds from the start of its process to its first healthy answer. */
  startMs: number;
  /** Resident memory of its processes now, in MB; null where it cannot be read. */
  residentMegabytes(): Promise<number | null>;
  stop(): Promise<void>;
}

/** @param databaseUrl an empty database, which the server makes its own */
export type StartSubject = (databaseUrl: string) => Promise<Subject>;
