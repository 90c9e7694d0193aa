import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { preparePythonEnvironment } from "./python-environment.js";
import { cleanEnvironment } from "./settings.js";

export interface PrefectServerOptions {
  /** Any Postgres URL; SQLite in the server's own folder by default. */
  databaseUrl?: string;
  /** Whether its background services run too. Default true; off for recordings, where none of them may move a run between two calls. */
  services?: boolean;
}

export interface PrefectServer {
  /** The API base, as in `PREFECT_API_URL`. */
  apiUrl: string;
  pid: number;
  /** Milliseconds from the start of the process to its first healthy answer. */
  startMs: number;
  stop(): Promise<void>;
}

/** Its first start on an empty database runs some hundred migrations, on two busy cores. */
const START_LIMIT_MS = 120_000;

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false; // nobody listens yet
  }
}

/** SQLAlchemy's form of a Postgres URL. It takes the folder of a Unix socket as a parameter, where libpq takes it in the host's place. */
function asyncpgUrl(databaseUrl: string): string {
  const { username, password, hostname, port, pathname } = new URL(databaseUrl);
  const user = password ? `${username}:${password}@` : username ? `${username}@` : "";
  const host = decodeURIComponent(hostname);
  const place = host.startsWith("/") ? "" : host + (port && `:${port}`);
  const socket = host.startsWith("/") ? `?host=${host}${port && `&port=${port}`}` : "";
  return `postgresql+asyncpg://${user}${place}${pathname}${socket}`;
}

/** Starts a real Prefect 3.8.8 server and waits until it is healthy. */
export async function startPrefectServer(options: PrefectServerOptions = {}): Promise<PrefectServer> {
  const { python } = await preparePythonEnvironment();
  const home = await mkdtemp(join(tmpdir(), "kedge-prefect-server-"));
  const port = await freePort();
  const args = ["-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", String(port), "--no-ui"];
  if (options.services === false) args.push("--no-services");
  const startedAt = performance.now();
  const child = spawn(python, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...cleanEnvironment(),
      PREFECT_HOME: home,
      PREFECT_SERVER_ANALYTICS_ENABLED: "false",
      ...(options.databaseUrl && { PREFECT_API_DATABASE_CONNECTION_URL: asyncpgUrl(options.databaseUrl) }),
    },
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said.push(text);
      if (said.length > 200) said.shift(); // a long benchmark must not keep all that the server says
    });
  }
  const exited = once(child, "exit");

  async function stop(): Promise<void> {
    child.kill("SIGKILL"); // it keeps nothing that a clean shutdown would save, and that can take half a minute
    await exited;
    await rm(home, { recursive: true, force: true });
  }

  const apiUrl = `http://127.0.0.1:${port}/api`;
  while (!(await answers(`${apiUrl}/health`))) {
    if (child.exitCode !== null || performance.now() - startedAt > START_LIMIT_MS) {
      await stop();
      throw new Error(`the Prefect server did not start; it said:\n${said.join("")}`);
    }
    await delay(50);
  }
  return { apiUrl, pid: child.pid ?? 0, startMs: Math.round(performance.now() - startedAt), stop };
}
