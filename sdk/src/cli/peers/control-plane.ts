import { loadFunction } from "./load-peer.js";

/** What the server is started with; what is left out is up to its own environment and defaults. */
export interface ServerOptions {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly databaseUrl?: string | undefined;
  readonly home?: string | undefined;
}

export interface RunningServer {
  /** Where people go. */
  readonly url: string;
  /** Where programs go: what KEDGE_API_URL is set to. */
  readonly apiUrl: string;
  stop(): Promise<void>;
}

export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const start = await loadFunction<(options: ServerOptions) => Promise<RunningServer>>(
    "@kedge/control-plane",
    "startServer",
  );
  return start(options);
}
