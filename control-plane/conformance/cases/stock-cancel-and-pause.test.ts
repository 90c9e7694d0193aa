import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startWorker } from "@kedge/worker";
import { describe, expect, it } from "vitest";
import { silentLog } from "../../src/log.js";
import { eventually } from "../client/eventually.js";
import { latestRunOf, type Run, stateNames } from "../client/runs.js";
import { describeWithPrefect, type Given } from "../client/with-prefect.js";
import { preparePythonEnvironment } from "../python-environment.js";

const FLOWS = fileURLToPath(new URL("../flows/", import.meta.url));

interface Deployed {
  readonly pool: string;
  readonly effectsFile: string;
  start(): Promise<Run>;
}

/** A pool of its own with a deployment of one of the flows of `waiting.py`. */
async function deploy({ api, client }: Given, flowName: string): Promise<Deployed> {
  const pool = `${flowName}-${randomUUID()}`;
  const effectsFile = join(client.home, pool);
  const { python } = await preparePythonEnvironment();
  await api.must("POST", "/work_pools/", { name: pool, type: "process" });
  const flow = (await api.must("POST", "/flows/", { name: flowName })) as { id: string };
  const deployment = (await api.must("POST", "/deployments/", {
    name: pool,
    flow_id: flow.id,
    work_pool_name: pool,
    entrypoint: `waiting.py:${flowName}`,
    path: FLOWS,
    job_variables: {
      python,
      env: { EFFECTS_FILE: effectsFile, PREFECT_HOME: client.home, PYTHONDONTWRITEBYTECODE: "1" },
    },
  })) as { id: string };
  return {
    pool,
    effectsFile,
    start: async () => (await api.must("POST", `/deployments/${deployment.id}/create_flow_run`, {})) as Run,
  };
}

const effects = async (file: string) => (await readFile(file, "utf8")).trimEnd().split("\n");

/** Looks at a run until its state has this name. */
async function becomes({ api }: Given, { id }: Run, name: string): Promise<Run> {
  return eventually(async () => {
    const run = (await api.must("GET", `/flow_runs/${id}`)) as Run;
    expect(run.state_name).toBe(name);
    return run;
  });
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // there is no such process
  }
};

/** What carries out the runs of a pool, until `end`. */
type Workers = Readonly<Record<string, (given: Given, pool: string) => Promise<() => Promise<unknown>>>>;

const WORKERS: Workers = {
  // Takes what is due and waits for its end, so it is started for each run that is to go on.
  "a stock worker": async ({ client }, pool) => {
    const ended = client.cli("worker", "start", "--pool", pool, "--type", "process", "--run-once");
    return () => ended;
  },
  "Kedge's worker": async ({ api }, pool) => {
    const worker = await startWorker({ apiUrl: api.url, pool, pollIntervalMs: 100, log: silentLog });
    return () => worker.drain();
  },
};

describeWithPrefect("unmodified Prefect 3.8.8", (given) => {
  describe.each(Object.entries(WORKERS))("under %s", (_, startWorkerOn) => {
    it("`prefect flow-run cancel` ends a run with what it started, and its hooks run once", async () => {
      const { pool, effectsFile, start } = await deploy(given(), "waits");
      const run = await start();
      const end = await startWorkerOn(given(), pool);
      await becomes(given(), run, "Running");
      const [line] = await eventually(async () => {
        const lines = await effects(effectsFile);
        expect(lines).toHaveLength(1);
        return lines;
      });
      const cancelled = await given().client.cli("flow-run", "cancel", run.id);
      expect(cancelled.exitCode, cancelled.stderr).toBe(0);
      const { state } = await becomes(given(), run, "Cancelled");
      await end();
      expect(state.state_details["cancelled_by"]).toBe("a Prefect 3.8.8 client");
      expect(await effects(effectsFile)).toEqual([line, expect.stringMatching(/^on_cancellation CANCELL/)]);
      await eventually(async () => expect(isAlive(Number(line?.split(" ")[1]))).toBe(false));
    });

    it("suspend_flow_run leaves its worker, and goes on where it was with the input of resume_flow_run", async () => {
      const { pool, effectsFile, start } = await deploy(given(), "suspends");
      const { client, api } = given();
      const run = await start();
      const endFirst = await startWorkerOn(given(), pool);
      await becomes(given(), run, "Suspended");
      await endFirst();
      const refused = await client.script("resume.py", [run.id, '{"approve": "perhaps"}']);
      expect(refused.exitCode).not.toBe(0);
      const resumed = await client.script("resume.py", [run.id, '{"approve": true}']);
      expect(resumed.exitCode, resumed.stderr).toBe(0);
      const endSecond = await startWorkerOn(given(), pool);
      const { run_count } = await becomes(given(), run, "Completed");
      await endSecond();
      expect(run_count).toBe(1);
      expect(await effects(effectsFile)).toEqual(["prepared", "True for parts"]);
      expect(await stateNames(api, "flow_run", run.id)).toEqual(expect.arrayContaining(["Suspended", "Resuming"]));
    });
  });

  it("pause_flow_run waits in its process for the input that its model asks for", async () => {
    const { client, api } = given();
    const effectsFile = join(client.home, "pauses");
    const script = client.script("waiting.py", ["pauses"], { EFFECTS_FILE: effectsFile });
    const run = await eventually(async () => {
      const latest = await latestRunOf(api, "pauses");
      expect(latest.state_name).toBe("Paused");
      // Stored right behind the state that asks for it.
      await api.must("GET", `/flow_runs/${latest.id}/input/paused-1-description`);
      return latest;
    });
    const missing = await client.script("resume.py", [run.id, "{}"]);
    expect(missing.exitCode).not.toBe(0);
    const resumed = await client.script("resume.py", [run.id, '{"approve": false}']);
    expect(resumed.exitCode, resumed.stderr).toBe(0);
    const finished = await script;
    expect(finished.exitCode, finished.stderr).toBe(0);
    expect(await effects(effectsFile)).toEqual(["False (fine)"]);
  });
});
