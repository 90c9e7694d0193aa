import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { describeWithPrefect } from "../client/with-prefect.js";

interface Pool {
  base_job_template: { variables?: { properties: object } };
}

describeWithPrefect("work pools by the CLI and the worker of Prefect 3.8.8, unmodified", (given) => {
  const newName = () => `pool-${randomUUID().slice(0, 8)}`;
  const read = async (name: string) => (await given().api.must("GET", `/work_pools/${name}`)) as Pool;

  /** Several commands; what each printed, and its exit code on the last line. */
  async function prefect(...commands: readonly string[][]): Promise<string[]> {
    const { exitCode, stdout, stderr } = await given().client.script("cli_commands.py", [JSON.stringify(commands)]);
    expect(exitCode, stderr).toBe(0);
    return stdout.split(/(?<=<exit \d+>\n)/).filter((output) => output !== "");
  }
  const succeeded = (outputs: readonly string[]) => {
    for (const output of outputs) expect(output).toMatch(/<exit 0>\n$/);
  };

  it("creates, limits, pauses, shows and updates a pool", async () => {
    const pool = newName();
    const [created, ...outputs] = await prefect(
      ["work-pool", "create", pool, "--type", "process"],
      ["work-pool", "ls"],
      ["work-pool", "set-concurrency-limit", pool, "3"],
      ["work-pool", "pause", pool],
      ["work-pool", "inspect", pool],
      ["work-pool", "preview", pool],
    );
    expect(created).toContain(`Created work pool '${pool}'`);
    succeeded(outputs);
    expect(outputs[0]).toContain(pool);
    expect(outputs[3]).toContain("WorkPoolStatus.PAUSED");
    const limited = await read(pool);
    expect(limited).toMatchObject({ concurrency_limit: 3, is_paused: true, status: "PAUSED" });
    expect(Object.keys(limited.base_job_template.variables!.properties)).toContain("working_dir");
    const more = await prefect(
      ["work-pool", "resume", pool],
      ["work-pool", "clear-concurrency-limit", pool],
      ["work-pool", "update", pool, "--description", "for tests"],
    );
    succeeded(more);
    expect(await read(pool)).toMatchObject({ concurrency_limit: null, is_paused: false, description: "for tests" });
  });

  it("says that a name is taken, and deletes a pool", async () => {
    const pool = newName();
    const create = ["work-pool", "create", pool, "--type", "process"];
    const [, again, deleted] = await prefect(create, create, ["work-pool", "delete", pool]);
    expect(again).toMatch(/already exists[^]*<exit 1>/);
    expect(deleted).toMatch(/<exit 0>/);
    expect((await given().api.call("GET", `/work_pools/${pool}`)).status).toBe(404);
  });

  it("takes a pool's template from a file", async () => {
    const pool = newName();
    const [printed] = await prefect(["work-pool", "get-default-base-job-template", "--type", "process"]);
    const template = JSON.parse(printed!.slice(printed!.indexOf("{"), printed!.lastIndexOf("}") + 1)) as object;
    const file = join(given().client.home, "template.json");
    await writeFile(file, JSON.stringify(template));
    succeeded(await prefect(["work-pool", "create", pool, "--type", "process", "--base-job-template", file]));
    expect((await read(pool)).base_job_template).toEqual(template);
  });

  it("creates, pauses, limits, shows and deletes a queue", async () => {
    const { api } = given();
    const pool = newName();
    const inPool = ["--pool", pool];
    const outputs = await prefect(
      ["work-pool", "create", pool, "--type", "process"],
      ["work-queue", "create", "urgent", ...inPool, "--priority", "1", "--limit", "2"],
      ["work-queue", "ls", ...inPool],
      ["work-queue", "inspect", "urgent", ...inPool],
      ["work-queue", "set-concurrency-limit", "urgent", "5", ...inPool],
      ["work-queue", "pause", "urgent", ...inPool],
    );
    succeeded(outputs);
    expect(outputs[2]).toContain("urgent");
    expect(await api.must("POST", `/work_pools/${pool}/queues/filter`, {})).toMatchObject([
      { name: "urgent", priority: 1, concurrency_limit: 5, is_paused: true, status: "PAUSED" },
      { name: "default", priority: 2 },
    ]);
    const more = await prefect(
      ["work-queue", "resume", "urgent", ...inPool],
      ["work-queue", "clear-concurrency-limit", "urgent", ...inPool],
      ["work-queue", "preview", "urgent", ...inPool],
      ["work-queue", "read-runs", "urgent", ...inPool],
      ["work-queue", "delete", "urgent", ...inPool],
    );
    succeeded(more);
    expect(await api.must("POST", `/work_pools/${pool}/queues/filter`, {})).toMatchObject([{ name: "default" }]);
  });

  it("a stock worker makes its pool and its queue ready, and is listed", async () => {
    const { api, client } = given();
    const pool = newName();
    await api.must("POST", "/work_pools/", { name: pool, type: "process" });
    expect(await read(pool)).toMatchObject({ status: "NOT_READY" });
    const worker = await client.cli(
      "worker",
      "start",
      "--pool",
      pool,
      "--type",
      "process",
      "--name",
      "stock",
      "--run-once",
    );
    expect(worker.exitCode, worker.stderr).toBe(0);
    expect(await api.must("POST", `/work_pools/${pool}/workers/filter`, {})).toMatchObject([
      { name: "stock", status: "ONLINE", heartbeat_interval_seconds: 30 },
    ]);
    expect(await read(pool)).toMatchObject({ status: "READY" });
    expect(await api.must("GET", `/work_pools/${pool}/queues/default`)).toMatchObject({ status: "READY" });
  });
});
