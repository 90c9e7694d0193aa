import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { eventually } from "../client/eventually.js";
import { logsOf, stateNames, taskRunsOf, type Run } from "../client/runs.js";
import { describeWithPrefect } from "../client/with-prefect.js";
import type { PrefectApi } from "../wire/prefect-api.js";
import { startRecordingProxy } from "../wire/recording-proxy.js";

const FLOWS = fileURLToPath(new URL("../flows/", import.meta.url));

/** Of `deployed.py`: the CLI refuses parameters that a deployment does not declare. */
const PARAMETERS = {
  title: "Parameters",
  type: "object",
  properties: {
    x: { title: "x", position: 0, type: "integer" },
    y: { title: "y", position: 1, type: "integer", default: 1 },
  },
  required: ["x"],
};

interface Deployed {
  pool: string;
  /** As the CLI names it: flow/deployment. */
  name: string;
}

/** A process pool with one deployment, as `prefect deploy` leaves them. */
async function deploy(api: PrefectApi): Promise<Deployed> {
  const pool = `pool-${randomUUID()}`;
  await api.must("POST", "/work_pools/", { name: pool, type: "process" });
  const flow = (await api.must("POST", "/flows/", { name: "deployed" })) as { id: string };
  await api.must("POST", "/deployments/", {
    name: pool,
    flow_id: flow.id,
    work_pool_name: pool,
    entrypoint: "deployed.py:deployed",
    path: FLOWS,
    parameters: { y: 2 },
    tags: ["conformance"],
    parameter_openapi_schema: PARAMETERS,
  });
  return { pool, name: `deployed/${pool}` };
}

describeWithPrefect("the worker of Prefect 3.8.8, unmodified", (given) => {
  it("takes a run that the Prefect CLI asked for, starts it and reports its end", async () => {
    const { api, client } = given();
    const { pool, name } = await deploy(api);
    const asked = await client.cli("deployment", "run", name, "--param", "x=40");
    expect(asked.exitCode, asked.stderr).toBe(0);

    const worker = await client.cli("worker", "start", "--pool", pool, "--type", "process", "--run-once");
    expect(worker.exitCode, worker.stderr).toBe(0);

    const run = await eventually(async () => {
      const runs = (await api.must("POST", "/flow_runs/filter", { deployments: { name: { any_: [pool] } } })) as Run[];
      expect(runs.map((found) => found.state_type)).toEqual(["COMPLETED"]);
      return runs[0] as Run;
    });
    expect(run.parameters).toEqual({ x: 40, y: 2 });
    expect(run.tags).toEqual(["conformance"]);
    const names = await stateNames(api, "flow_run", run.id);
    expect(names.filter((state) => state !== "Submitting")).toEqual(["Scheduled", "Pending", "Running", "Completed"]);
    await eventually(async () => {
      expect((await taskRunsOf(api, run.id)).map((taskRun) => taskRun.state_type)).toEqual(["COMPLETED"]);
      expect((await logsOf(api, run.id)).map((line) => line.message)).toContain("the sum is 42");
    });
  });

  it("keeps to its channel: heartbeats and the pool's settings go over it, runs over REST", async () => {
    const { api, client } = given();
    const { pool, name } = await deploy(api);
    const pathOfPool = `/work_pools/${pool}`;
    const proxy = await startRecordingProxy(api.url);
    const worker = client.start(["worker", "start", "--pool", pool, "--type", "process", "--name", "stock"], {
      PREFECT_API_URL: proxy.apiUrl,
      PREFECT_WORKER_HEARTBEAT_SECONDS: "1",
      PREFECT_WORKER_QUERY_SECONDS: "1",
    });
    const endOfNewRun = async () => {
      const path = `/deployments/${await idOf(api, name)}/create_flow_run`;
      const { id } = (await api.must("POST", path, { parameters: { x: 40 } })) as Run;
      return eventually(async () => {
        const { state_type } = (await api.must("GET", `/flow_runs/${id}`)) as Run;
        expect(["COMPLETED", "CRASHED"]).toContain(state_type);
        return state_type;
      });
    };
    try {
      const heartbeats = new Set<string>();
      await eventually(async () => {
        const workers = (await api.must("POST", `${pathOfPool}/workers/filter`, {})) as Worker[];
        for (const each of workers) heartbeats.add(each.last_heartbeat_time);
        expect(heartbeats.size).toBeGreaterThan(3);
      });
      expect(await api.must("GET", pathOfPool)).toMatchObject({ status: "READY" });
      // The command looks at the pool before there is a worker, and so does each run for itself: the worker never.
      const sinceConnected = proxy.asked.slice(proxy.asked.indexOf(`WS ${pathOfPool}/workers/connect`));
      expect(sinceConnected).not.toContain(`GET ${pathOfPool}`);
      expect(await endOfNewRun()).toBe("COMPLETED");

      const { base_job_template: template } = (await api.must("GET", pathOfPool)) as Pool;
      const job_configuration = { ...template.job_configuration, command: "false" };
      await api.must("PATCH", pathOfPool, { base_job_template: { ...template, job_configuration } });
      // One that the worker takes before it has the snapshot still starts by the old template.
      for (let end = ""; end !== "CRASHED";) end = await endOfNewRun();

      expect(proxy.asked.filter((each) => each.startsWith("WS /work_pools"))).toEqual([
        `WS ${pathOfPool}/workers/connect`,
      ]);
      expect(proxy.asked).not.toContain(`POST ${pathOfPool}/workers/heartbeat`);
      expect(proxy.asked).toContain(`POST ${pathOfPool}/get_scheduled_flow_runs`);
      expect((await worker.stop()).stderr).not.toContain("Traceback");
    } finally {
      await worker.stop();
      await proxy.close();
    }
  });
});

interface Worker {
  last_heartbeat_time: string;
}

interface Pool {
  base_job_template: { job_configuration: Record<string, unknown> };
}

async function idOf(api: PrefectApi, name: string): Promise<string> {
  return ((await api.must("GET", `/deployments/name/${name}`)) as { id: string }).id;
}
