import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Finished } from "../client/prefect-client.js";
import { describeWithPrefect } from "../client/with-prefect.js";

interface Pool {
  status: string | null;
  is_paused: boolean;
  concurrency_limit: number | null;
  description: string | null;
  base_job_template: { job_configuration?: object; variables?: { properties: object } };
}

describeWithPrefect("work pools by the CLI of Prefect 3.8.8, unmodified", (given) => {
  /** A command that must succeed; what it printed. */
  async function prefect(...args: string[]): Promise<string> {
    const { exitCode, stdout, stderr }: Finished = await given().client.cli(...args);
    expect(exitCode, `${args.join(" ")}: ${stderr}${stdout}`).toBe(0);
    return stdout;
  }
  const read = async (name: string) => (await given().api.must("GET", `/work_pools/${name}`)) as Pool;

  it("creates, shows, limits, pauses, updates and deletes a pool", async () => {
    const pool = `pool-${randomUUID().slice(0, 8)}`;
    expect(await prefect("work-pool", "create", pool, "--type", "process")).toContain(`Created work pool '${pool}'`);
    expect(Object.keys((await read(pool)).base_job_template.variables!.properties)).toContain("working_dir");
    expect(await prefect("work-pool", "ls")).toContain(pool);
    expect(await prefect("work-pool", "inspect", pool)).toContain(pool);
    await prefect("work-pool", "set-concurrency-limit", pool, "3");
    await prefect("work-pool", "pause", pool);
    expect(await read(pool)).toMatchObject({ concurrency_limit: 3, is_paused: true, status: "PAUSED" });
    await prefect("work-pool", "resume", pool);
    await prefect("work-pool", "clear-concurrency-limit", pool);
    await prefect("work-pool", "update", pool, "--description", "for tests");
    expect(await read(pool)).toMatchObject({ concurrency_limit: null, is_paused: false, description: "for tests" });
    await prefect("work-pool", "preview", pool);
    const again = await given().client.cli("work-pool", "create", pool, "--type", "process");
    expect(again.exitCode).toBe(1);
    expect(again.stdout + again.stderr).toContain("already exists");
    await prefect("work-pool", "delete", pool);
    expect((await given().api.call("GET", `/work_pools/${pool}`)).status).toBe(404);
  });

  it("takes a pool's template from the server's types, and back from a file", async () => {
    const { client } = given();
    const pool = `pool-${randomUUID().slice(0, 8)}`;
    const template = JSON.parse(
      await prefect("work-pool", "get-default-base-job-template", "--type", "process"),
    ) as Pool["base_job_template"];
    const file = join(client.home, "template.json");
    await writeFile(file, JSON.stringify(template));
    await prefect("work-pool", "create", pool, "--type", "process", "--base-job-template", file);
    expect((await read(pool)).base_job_template).toEqual(template);
  });

  it("creates, moves, pauses, limits, shows and deletes a queue", async () => {
    const { api } = given();
    const pool = `pool-${randomUUID().slice(0, 8)}`;
    await prefect("work-pool", "create", pool, "--type", "process");
    const inPool = ["--pool", pool];
    await prefect("work-queue", "create", "urgent", ...inPool, "--priority", "1", "--limit", "2");
    const names = async () =>
      ((await api.must("POST", `/work_pools/${pool}/queues/filter`, {})) as { name: string; priority: number }[]).map(
        ({ name, priority }) => `${priority} ${name}`,
      );
    expect(await names()).toEqual(["1 urgent", "2 default"]);
    expect(await prefect("work-queue", "ls", ...inPool)).toContain("urgent");
    expect(await prefect("work-queue", "inspect", "urgent", ...inPool)).toContain("urgent");
    await prefect("work-queue", "set-concurrency-limit", "urgent", "5", ...inPool);
    await prefect("work-queue", "pause", "urgent", ...inPool);
    expect(await api.must("GET", `/work_pools/${pool}/queues/urgent`)).toMatchObject({
      concurrency_limit: 5,
      is_paused: true,
      status: "PAUSED",
    });
    await prefect("work-queue", "resume", "urgent", ...inPool);
    await prefect("work-queue", "clear-concurrency-limit", "urgent", ...inPool);
    await prefect("work-queue", "preview", "urgent", ...inPool);
    await prefect("work-queue", "read-runs", "urgent", ...inPool);
    await prefect("work-queue", "delete", "urgent", ...inPool);
    expect(await names()).toEqual(["2 default"]);
  });

  it("a stock worker makes its pool and its queue ready, and is listed", async () => {
    const { api } = given();
    const pool = `pool-${randomUUID().slice(0, 8)}`;
    await prefect("work-pool", "create", pool, "--type", "process");
    expect(await read(pool)).toMatchObject({ status: "NOT_READY" });
    await prefect("worker", "start", "--pool", pool, "--type", "process", "--name", "stock", "--run-once");
    expect(await read(pool)).toMatchObject({ status: "READY" });
    expect(await api.must("GET", `/work_pools/${pool}/queues/default`)).toMatchObject({ status: "READY" });
    expect(await api.must("POST", `/work_pools/${pool}/workers/filter`, {})).toMatchObject([
      { name: "stock", status: "ONLINE", heartbeat_interval_seconds: 30 },
    ]);
  });
});
