import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { callerOf } from "../../http.js";
import { startKedge } from "../../servers/kedge.js";
import { readInstants } from "../instants.js";
import { poolWithDeployment } from "../pool-with-deployment.js";
import type { MeasuredWorker, Start, StartDispatchSubject } from "../subject.js";
import type { WorkerEvent, WorkerSettings } from "../worker-process.js";

const WORKER = fileURLToPath(new URL("../worker-process.ts", import.meta.url));
const TSX = fileURLToPath(import.meta.resolve("tsx"));
/** Until the processes that wait are ready: nobody starts a worker and the first run in the same second. */
const WARM_UP_MS = 1500;
const CONNECTIONS = 32;

/** The built server and worker, each in a process of its own. */
export const kedgeDispatch: StartDispatchSubject = async ({ databaseUrl, transport }) => {
  const server = await startKedge(databaseUrl);
  const folder = await mkdtemp(join(tmpdir(), "kedge-bench-dispatch-"));
  const call = callerOf(server.apiUrl, CONNECTIONS);
  let pools = 0;

  async function startWorker(start: Start): Promise<MeasuredWorker> {
    const pool = `dispatch-${++pools}`;
    const file = join(folder, pool);
    const createRun = await poolWithDeployment(call, { pool, type: "process", entrypoint: "report.ts:report", file });
    const settings: WorkerSettings = { apiUrl: server.apiUrl, pool, start, transport };
    const args = ["--import", TSX, WORKER, JSON.stringify(settings)];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const assigned = new Map<string, number>();
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stdout }).on("line", (line) => {
        const event = JSON.parse(line) as WorkerEvent;
        if (event.event === "assigned") assigned.set(event.id, event.at);
        else resolve();
      });
      child.once("exit", () => reject(new Error("Kedge's worker did not start; what it said stands above")));
    });
    await delay(WARM_UP_MS);
    return {
      createRun,
      assigned: async () => assigned,
      begun: () => readInstants(file),
      async stop() {
        child.kill(start === "none" ? "SIGKILL" : "SIGTERM"); // what starts nothing also ends nothing
        await once(child, "exit");
      },
    };
  }

  return {
    name: "Kedge",
    starts: ["none", "cold", "warm"],
    startWorker,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
