import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type ByteProxy, openByteProxy } from "../test/faults/open-byte-proxy.js";
import { Killable } from "./killable.js";
import { POOL } from "./world.js";

export interface FleetOptions {
  readonly build: URL;
  readonly databaseUrl: string;
  readonly servers: number;
  readonly workers: number;
  readonly leaseSeconds: number;
}

/** Any answer of a server that works; what it refused is an answer, too. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface Fleet {
  readonly servers: readonly Killable[];
  readonly workers: readonly Killable[];
  /** Between the workers and each server. */
  readonly networks: readonly ByteProxy[];
  startWorkers(): Promise<void>;
  /** Asks a server until one answers, the one of this number first. */
  ask(method: string, path: string, body: object, options?: AskOptions): Promise<Answer>;
  /** The same for what must not be refused; answers the body. */
  insist(method: string, path: string, body: object, options?: AskOptions): Promise<unknown>;
  /** No worker reaches a server for so long. */
  cutOff(milliseconds: number): Promise<void>;
  stop(): Promise<void>;
}

export interface AskOptions {
  readonly first?: number;
  readonly fence?: string;
}

/** Nobody reports the end of a run that is cancelled while it waits to be started anew. */
const CANCEL_LIMIT_LEASES = 2;
const SLOTS = 8;
const JOB_MS = 20;

/** Servers on one database, and workers that reach each by a network of its own. */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const { build, databaseUrl, leaseSeconds } = options;
  const cancelLimitSeconds = CANCEL_LIMIT_LEASES * leaseSeconds;
  const home = await mkdtemp(join(tmpdir(), "kedge-soak-"));
  const urls: string[] = [];
  const servers = Array.from({ length: options.servers }, (_, i) => {
    // Any port at first, and from then on the same.
    const port = () => (urls[i] === undefined ? 0 : Number(new URL(urls[i]).port));
    const program = new URL("test/faults/run-server.ts", build);
    return new Killable(`server ${i}`, program, () => ({ databaseUrl, port: port(), cancelLimitSeconds }));
  });
  // One after the other: the first migrates.
  for (const server of servers) urls.push(await server.start());
  const networks = await Promise.all(urls.map(openByteProxy));
  const workers = Array.from({ length: options.workers }, (_, i) => {
    const { url } = networks[i % networks.length]!;
    const name = `w${i}`;
    const settings = { apiUrl: url, pool: POOL, name, slots: SLOTS, leaseSeconds, jobMs: JOB_MS };
    const program = new URL("worker-process.ts", import.meta.url);
    return new Killable(`worker ${i}`, program, () => ({ ...settings, outboxPath: join(home, name) }));
  });

  const ask: Fleet["ask"] = async (method, path, body, { first = 0, fence } = {}) => {
    for (let tries = first; ; tries++) {
      const reply = await fetch(`${urls[tries % urls.length]}${path}`, {
        method,
        headers: { "content-type": "application/json", ...(fence && { "kedge-fence": fence }) },
        body: JSON.stringify(body),
      }).catch(() => null); // killed: the next one is asked
      const text = await reply?.text().catch(() => null); // killed while it answered
      if (reply && text != null && reply.status < 500) {
        return { status: reply.status, body: text === "" ? null : JSON.parse(text) };
      }
      await wait(100);
    }
  };
  return {
    servers,
    workers,
    networks,
    async startWorkers() {
      await Promise.all(workers.map((worker) => worker.start()));
    },
    ask,
    async insist(method, path, body, how) {
      const answer = await ask(method, path, body, how);
      if (answer.status < 300) return answer.body;
      throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    },
    async cutOff(milliseconds) {
      await Promise.all(networks.map((network) => network.refuse()));
      await wait(milliseconds);
      await Promise.all(networks.map((network) => network.heal()));
    },
    async stop() {
      await Promise.all([...workers, ...servers].map((one) => one.kill()));
      await Promise.all(networks.map((network) => network.refuse()));
      await rm(home, { recursive: true, force: true });
    },
  };
}
