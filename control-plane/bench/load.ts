import type { Call } from "./http.js";

export interface Target {
  /** The API base, as in `PREFECT_API_URL`. */
  apiUrl: string;
  call: Call;
}

export interface LoadOptions {
  /** How long to press. A load that must finish what it began takes a little longer. */
  seconds: number;
}

export interface LoadResult {
  operations: number;
  seconds: number;
  perSecond: number;
  /** Of one operation, milliseconds; null where operations are not waited for one by one. */
  latency: { p50: number; p99: number } | null;
}

/** One row of the table: the same code against either server, by URL alone. */
export interface Load {
  title: string;
  /** Connections it needs. */
  clients: number;
  /** Only Kedge can do this; the peer's row that it is compared with. */
  inPeersPlace?: string;
  run(target: Target, options: LoadOptions): Promise<LoadResult>;
}
