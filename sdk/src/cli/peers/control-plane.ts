import { KedgeError } from "../../errors.js";
import { loadFunction } from "./load-peer.js";
import type { PeerLog } from "./peer-log.js";

/** What the server is started with; what is left out is up to its own environment and defaults. */
export interface ServerOptions {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly databaseUrl?: string | undefined;
  readonly home?: string | undefined;
  readonly log: PeerLog;
}

export interface RunningServer {
  /** Where people go. */
  readonly url: string;
  /** Where programs go: what KEDGE_API_URL is set to. */
  readonly apiUrl: string;
  /** Resolves should the server lose its embedded database for good. */
  readonly lost: Promise<Error>;
  stop(): Promise<void>;
}

type Start = (options: ServerOptions) => Promise<RunningServer>;

/** Its errors are meant for people: they say what is taken, unreachable or refused, and what to do. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const start = await loadFunction<Start>("@kedge/control-plane", "startServer");
  return start(options).catch((error: unknown) => {
    if (!(error instanceof Error) || error instanceof TypeError) throw error;
    throw explained(error, "SERVER_NOT_STARTED");
  });
}

/** What a check of one promise over a database found. */
export interface Finding {
  readonly invariant: string;
  readonly statement: string;
  readonly violations: readonly { readonly subject: string; readonly detail: string }[];
}

type Verify = (options: { databaseUrl?: string | undefined; home?: string | undefined }) => Promise<Finding[]>;

export async function verifyInstallation(options: Parameters<Verify>[0]): Promise<Finding[]> {
  const verify = await loadFunction<Verify>("@kedge/control-plane", "verifyInstallation");
  return verify(options).catch((error: unknown) => {
    if (!(error instanceof Error) || error instanceof TypeError) throw error;
    throw explained(error, "NOT_VERIFIED");
  });
}

export interface EpochBegun {
  readonly epoch: number;
  readonly attempts: number;
}

type Declare = (options: Parameters<Verify>[0]) => Promise<EpochBegun>;

export async function declareRestored(options: Parameters<Declare>[0]): Promise<EpochBegun> {
  const declare = await loadFunction<Declare>("@kedge/control-plane", "declareRestored");
  return declare(options).catch((error: unknown) => {
    if (!(error instanceof Error) || error instanceof TypeError) throw error;
    throw explained(error, "NOT_DECLARED");
  });
}

/** Rejects when the server is lost; for as long as it is not, it waits for `until`. */
export async function whileServerLives(server: RunningServer, until: Promise<unknown>): Promise<void> {
  const lost = await Promise.race([server.lost, until.then(() => undefined)]);
  if (lost !== undefined) throw explained(lost, "SERVER_LOST");
}

function explained(error: Error, otherwise: string): KedgeError {
  const code = "code" in error && typeof error.code === "string" ? error.code : otherwise;
  return new KedgeError(code, error.message, { cause: error });
}
