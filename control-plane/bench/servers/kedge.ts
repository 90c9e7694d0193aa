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

async function start(databaseUrl: string): Promise<Subject> {
  const home = await mkdtemp(join(tmpdir(), "kedge-bench-"));
  const startedAt = performance.now();
  const args = [CLI, "server", "start", "--json", "--port", "0", "--home", home, "--database-url", databaseUrl];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");

  async function stop(): Promise<void> {
    child.kill("SIGTERM");
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
      residentMegabytes: () => residentMegabytes(child.pid ?? 0),
      stop,
    };
  }
  await rm(home, { recursive: true, force: true });
  throw new Error("the Kedge server ended before it had started; what it said stands above");
}

/** Kedge as its users start it: the built CLI in a process of its own. */
export const startKedge: StartSubject = async (databaseUrl) => {
  if (!existsSync(BUILT)) throw new Error("Kedge is not built: npm run build");
  await (await start(databaseUrl)).stop(); // as with the peer, its first start on an empty database is mostly migrations
  return start(databaseUrl);
};
