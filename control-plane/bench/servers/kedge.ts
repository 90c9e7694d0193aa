import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { residentMegabytes } from "../resident-memory.js";
import type { StartSubject, Subject } from "./subject.js";

const CLI = fileURLToPath(new URL("../../../sdk/bin/kedge.js", import.meta.url));
const BUILT = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

interface Started {
  event: string;
  api_url: string;
}

/** A server that can also be struck down. */
export interface KedgeServer extends Subject {
  readonly pid: number;
  /** Ends its process without a goodbye, and resolves when it is gone. */
  kill(): Promise<void>;
}

/** @param port 0 for any that is free */
export async function startKedgeServer(databaseUrl: string, port = 0): Promise<KedgeServer> {
  const home = await mkdtemp(join(tmpdir(), "kedge-bench-"));
  const startedAt = performance.now();
  const args = [CLI, "server", "start", "--json", "--home", home, "--port", String(port)];
  args.push("--database-url", databaseUrl);
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");

  async function end(signal: NodeJS.Signals): Promise<void> {
    child.kill(signal);
    await exited;
    await rm(home, { recursive: true, force: true });
  }

  for await (const line of createInterface({ input: child.stdout })) {
    const { event, api_url } = JSON.parse(line) as Started;
    if (event !== "started") continue;
    return {
      name: "Kedge",
      apiUrl: api_url,
      startMs: Math.round(performance.now() - startedAt),
      pid: child.pid!,
      residentMegabytes: () => residentMegabytes(child.pid!),
      kill: () => end("SIGKILL"),
      stop: () => end("SIGTERM"),
    };
  }
  await rm(home, { recursive: true, force: true });
  throw new Error("the Kedge server ended before it had started; what it said stands above");
}

/** Kedge as its users start it: the built CLI in a process of its own. */
export const startKedge = (async (databaseUrl) => {
  if (!existsSync(BUILT)) throw new Error("Kedge is not built: npm run build");
  await (await startKedgeServer(databaseUrl)).stop(); // as with the peer, its first start on an empty database is mostly migrations
  return startKedgeServer(databaseUrl);
}) satisfies StartSubject;
