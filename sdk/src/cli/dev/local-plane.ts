import { createClient } from "../../client/index.js";
import { type RunningServer, startServer } from "../peers/control-plane.js";
import { peerLog } from "../peers/peer-log.js";
import { type RunningWorker, startWorker } from "../peers/worker.js";
import type { Session } from "../session.js";
import { ensurePool } from "./ensure-pool.js";
import { freePort } from "./free-port.js";

const HOST = "127.0.0.1";
const FIRST_PORT = 4200;
/** Nobody shares this server: a worker may ask often, so that runs start at once. */
const POLL_INTERVAL_MS = 100;

export interface LocalPlane {
  readonly server: RunningServer;
  readonly worker: RunningWorker;
  /** Stops the runs in hand, the worker and the server. */
  stop(): Promise<void>;
}

/** A server and a worker in this process. What was started before something failed is stopped again. */
export async function startLocalPlane(
  session: Session,
  options: { readonly port?: number | undefined; readonly home?: string | undefined; readonly pool: string },
): Promise<LocalPlane> {
  const log = peerLog(session, "warn");
  session.status.show("Starting the server");
  const port = options.port ?? (await freePort(HOST, FIRST_PORT));
  const server = await startServer({ host: HOST, port, home: options.home, log });
  try {
    const { apiUrl, url } = server;
    session.emit({ event: "server", url, api_url: apiUrl }, `Kedge is running at ${url}`);
    const pool = await ensurePool(createClient({ apiUrl }), options.pool);
    const worker = await startWorker({ apiUrl, pool: pool.name, pollIntervalMs: POLL_INTERVAL_MS, log });
    session.emit(
      { event: "worker", worker: worker.name, pool: pool.name },
      `A worker pulls from work pool ${pool.name}`,
    );
    const stop = async () => {
      await worker.kill();
      await server.stop();
    };
    return { server, worker, stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
