import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { preparePythonEnvironment } from "../../../conformance/python-environment.js";
import { startPrefectServer } from "../../../conformance/prefect-server.js";
import { cleanEnvironment } from "../../../conformance/settings.js";
import { callerOf } from "../../http.js";
import { readInstants } from "../instants.js";
import { poolWithDeployment } from "../pool-with-deployment.js";
import type { MeasuredWorker, Start, StartDispatchSubject } from "../subject.js";

const NOTHING = fileURLToPath(new URL("./prefect_nothing_worker.py", import.meta.url));
const CONNECTIONS = 16;

interface StateOfRun {
  type: string;
  timestamp: string;
}

/** A real Prefect server and its process worker at their defaults; for `none` its base worker with nothing to start. */
export const prefectDispatch: StartDispatchSubject = async ({ databaseUrl }) => {
  const { python } = await preparePythonEnvironment();
  const server = await startPrefectServer({ databaseUrl });
  const folder = await mkdtemp(join(tmpdir(), "kedge-bench-dispatch-"));
  const call = callerOf(server.apiUrl, CONNECTIONS);
  let pools = 0;

  async function startWorker(start: Start): Promise<MeasuredWorker> {
    const pool = `dispatch-${++pools}`;
    const file = join(folder, pool);
    const type = start === "none" ? "nothing" : "process";
    const createRun = await poolWithDeployment(call, { pool, type, entrypoint: "report.py:report", file });
    const args = start === "none" ? [NOTHING, pool] : ["-m", "prefect", "worker", "start", "--pool", pool];
    const env = { ...cleanEnvironment(), PREFECT_API_URL: server.apiUrl, PREFECT_HOME: folder, PYTHONUNBUFFERED: "1" };
    const child = spawn(python, args, { env, detached: true, stdio: ["ignore", "pipe", "ignore"] });
    await once(child.stdout, "data"); // its first words are that it has started
    child.stdout.resume();
    return {
      createRun,
      async assigned(runs) {
        const found = new Map<string, number>();
        for (const id of runs) {
          const states = await call<StateOfRun[]>("GET", `/flow_run_states/?flow_run_id=${id}`);
          const pending = states.find(({ type }) => type === "PENDING");
          if (pending) found.set(id, Date.parse(pending.timestamp));
        }
        return found;
      },
      begun: () => readInstants(file),
      async stop() {
        process.kill(-(child.pid ?? 0), "SIGKILL");
        await once(child, "exit");
      },
    };
  }

  return {
    name: "Prefect 3.8.8",
    starts: ["none", "cold"],
    startWorker,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
