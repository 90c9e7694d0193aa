import { randomUUID } from "node:crypto";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { eventually } from "../client/eventually.js";
import type { PrefectClient } from "../client/prefect-client.js";
import { logsOf, type Run } from "../client/runs.js";
import { describeWithPrefect } from "../client/with-prefect.js";
import type { PrefectApi } from "../wire/prefect-api.js";

const DEPLOYED = fileURLToPath(new URL("../flows/deployed.py", import.meta.url));

interface Deployment {
  id: string;
  name: string;
  paused: boolean;
  status: string;
  tags: string[];
  parameters: Record<string, unknown>;
  job_variables: Record<string, unknown>;
  version: string;
  work_pool_name: string | null;
  work_queue_name: string | null;
  entrypoint: string;
  parameter_openapi_schema: { required: string[]; properties: Record<string, { type: string }> };
  global_concurrency_limit: { name: string; limit: number } | null;
  schedules: { schedule: Record<string, unknown>; slug: string | null }[];
}

const named = (api: PrefectApi, flow: string, name: string) =>
  api.must("GET", `/deployments/name/${flow}/${name}`) as Promise<Deployment>;

async function makePool(api: PrefectApi): Promise<string> {
  const pool = `pool-${randomUUID()}`;
  await api.must("POST", "/work_pools/", { name: pool, type: "process" });
  return pool;
}

/** A project in the client's folder, with its flow and a `prefect.yaml`. */
async function makeProject(client: PrefectClient, pool: string, name: string): Promise<string> {
  const folder = join(client.home, name);
  await mkdir(folder);
  await copyFile(DEPLOYED, join(folder, "deployed.py"));
  await writeFile(
    join(folder, "prefect.yaml"),
    `name: conformance
pull:
  - prefect.deployments.steps.set_working_directory:
      directory: ${folder}
deployments:
  - name: ${name}
    entrypoint: deployed.py:deployed
    parameters: { y: 2 }
    tags: [from-yaml]
    concurrency_limit: { limit: 2, collision_strategy: CANCEL_NEW }
    schedules:
      - { cron: "0 2 * * *", timezone: Europe/Berlin, slug: nightly, active: false }
    work_pool: { name: ${pool}, job_variables: { env: { A: b } } }
`,
  );
  return folder;
}

describeWithPrefect("deployments of Prefect 3.8.8's own tools", (given) => {
  it("prefect deploy makes one of a prefect.yaml, and again changes it; the CLI lists, runs, watches and deletes it", async () => {
    const { api, client } = given();
    const pool = await makePool(api);
    const name = `yaml-${randomUUID()}`;
    const folder = await makeProject(client, pool, name);
    const file = join(folder, "prefect.yaml");

    const deploy = await client.cliIn(folder, "deploy", "--all", "--prefect-file", file);
    expect(deploy.exitCode, deploy.stdout + deploy.stderr).toBe(0);
    const first = await named(api, "deployed", name);
    expect(first).toMatchObject({
      tags: ["from-yaml"],
      parameters: { y: 2 },
      job_variables: { env: { A: "b" } },
      work_pool_name: pool,
      work_queue_name: "default",
      entrypoint: "deployed.py:deployed",
      parameter_openapi_schema: { required: ["x"], properties: { x: { type: "integer" } } },
      global_concurrency_limit: { name: `deployment:${first.id}`, limit: 2 },
      concurrency_options: { collision_strategy: "CANCEL_NEW" },
      schedules: [{ slug: "nightly", active: false, schedule: { cron: "0 2 * * *", timezone: "Europe/Berlin" } }],
    });

    const again = await client.cliIn(folder, "deploy", "--name", name, "--prefect-file", file, "--version", "again");
    expect(again.exitCode, again.stdout + again.stderr).toBe(0);
    expect(await named(api, "deployed", name)).toMatchObject({ id: first.id, version: "again", tags: ["from-yaml"] });

    const list = await client.cli("deployment", "ls");
    expect(list.stdout).toContain(`deployed/${name}`);
    const inspected = await client.cli("deployment", "inspect", `deployed/${name}`, "--output", "json");
    expect(inspected.exitCode, inspected.stdout + inspected.stderr).toBe(0);
    expect(JSON.parse(inspected.stdout)).toMatchObject({ id: first.id, name });

    const refused = await client.cli("deployment", "run", `deployed/${name}`, "--param", "x=much");
    expect(refused.exitCode).not.toBe(0);
    expect(refused.stdout + refused.stderr).toContain("Validation failed for field 'x'");

    const watching = client.cli("deployment", "run", `deployed/${name}`, "--param", "x=40", "--watch");
    await eventually(async () => {
      const body = { deployments: { name: { any_: [name] } } };
      expect(await api.must("POST", "/flow_runs/count", body)).toBe(1);
    });
    const worker = await client.cli("worker", "start", "--pool", pool, "--type", "process", "--run-once");
    expect(worker.exitCode, worker.stderr).toBe(0);
    const watched = await watching;
    expect(watched.exitCode, watched.stdout + watched.stderr).toBe(0);
    expect(watched.stdout).toContain("Completed");
    expect(await named(api, "deployed", name)).toMatchObject({ status: "READY" });

    const managed = await client.script("manage_deployment.py", [`deployed/${name}`]);
    expect(managed.exitCode, managed.stderr).toBe(0);
    expect(managed.stdout).toBe("paused: True\npaused: False\nthe same run: True\n");

    const deleted = await client.cli("deployment", "delete", `deployed/${name}`);
    expect(deleted.exitCode, deleted.stderr).toBe(0);
    expect((await api.call("GET", `/deployments/${first.id}`)).status).toBe(404);
  });

  it("flow.from_source(...).deploy(...) makes one, with a queue of its own", async () => {
    const { api, client } = given();
    const pool = await makePool(api);
    const name = `source-${randomUUID()}`;
    const deployed = await client.script("deploy_from_source.py", [pool, name]);
    expect(deployed.exitCode, deployed.stderr).toBe(0);
    expect(await named(api, "deployed", name)).toMatchObject({
      tags: ["from-source"],
      parameters: { y: 2 },
      work_pool_name: pool,
      work_queue_name: "urgent",
      job_variables: { env: { A: "b" } },
      global_concurrency_limit: { limit: 3 },
    });
  });

  it("flow.serve() runs what is asked of it, and pauses its deployment when it ends", async () => {
    const { api, client } = given();
    const name = `served-${randomUUID()}`;
    const served = await client.script("served.py", [name], { PREFECT_RUNNER_POLL_FREQUENCY: "1" });
    expect(served.exitCode, served.stderr).toBe(0);
    expect(await named(api, "served", name)).toMatchObject({ paused: true, status: "READY", work_pool_name: null });
    const [run] = (await api.must("POST", "/flow_runs/filter", { deployments: { name: { any_: [name] } } })) as Run[];
    expect(run).toMatchObject({ state_type: "COMPLETED", parameters: { x: 6, y: 7 }, tags: ["served"] });
    await eventually(async () => {
      expect((await logsOf(api, run!.id)).map((line) => line.message)).toContain("the product is 42");
    });
  });
});
