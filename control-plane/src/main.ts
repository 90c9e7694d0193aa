import { createAdaptorServer } from "@hono/node-server";
import type { Server } from "node:http";
import { createApp } from "./app.js";
import { assemble } from "./assemble.js";
import { readConfig, type ServerConfig } from "./config.js";
import { openDatabase } from "./db/open-database.js";
import { listen } from "./http/listen.js";
import { refuseExposure } from "./http/refuse-exposure.js";
import { attachSockets } from "./live/sockets/attach-sockets.js";
import { consoleLog, type Log } from "./log.js";

export type { ServerConfig } from "./config.js";
export type { Log } from "./log.js";
export type { EpochBegun } from "./db/queries/begin-epoch.js";
export { declareRestored } from "./restore/declare-restored.js";
export { verifyInstallation, type Finding } from "./verify/verify-installation.js";
export { INVARIANTS, verify, type Invariant, type Violation } from "./verify/index.js";

export interface ServerOptions extends Partial<ServerConfig> {
  readonly log?: Log;
  /** Whether this server runs the background loops (default). Without them another server over the same database must. */
  readonly withServices?: boolean;
}

export interface RunningServer {
  /** Where people look: `http://127.0.0.1:4200`. */
  readonly url: string;
  /** What clients are given: `http://127.0.0.1:4200/api`. */
  readonly apiUrl: string;
  /** Resolves should the server lose its embedded database for good: there is nothing left to serve. */
  readonly lost: Promise<Error>;
  /** Answers what is under way, writes what is queued, stops the embedded database. May be called again. */
  stop(): Promise<void>;
}

/**
 * Starts a server: its database (embedded unless a URL is given), the schema, the API.
 *
 * @throws with a message that says what to do when the home or the port is taken, the database cannot be reached, or the
 * host would expose a server without authentication.
 */
export async function startServer({
  log = consoleLog(),
  withServices = true,
  ...options
}: ServerOptions = {}): Promise<RunningServer> {
  const config = readConfig(options);
  refuseExposure(config);
  let onLost: (error: Error) => void = () => {};
  const lost = new Promise<Error>((resolve) => (onLost = resolve));
  const { database, stopDatabase } = await openDatabase(config, log, onLost);
  try {
    const running = await assemble({ config, database, log, withServices });
    const server = createAdaptorServer({ fetch: createApp(running.plane).fetch }) as Server;
    const sockets = attachSockets(server, running.plane);
    const { url, close } = await listen(server, config).catch(async (error: unknown) => {
      await Promise.all([sockets.close(), running.stop()]);
      throw error;
    });
    let stopping: Promise<void> | undefined;
    const stop = async () => {
      await Promise.all([sockets.close(), close()]);
      await running.stop();
      await stopDatabase();
    };
    return { url, apiUrl: `${url}/api`, lost, stop: () => (stopping ??= stop()) };
  } catch (error) {
    await stopDatabase();
    throw error;
  }
}
