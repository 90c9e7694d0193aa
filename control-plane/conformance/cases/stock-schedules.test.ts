import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { eventually } from "../client/eventually.js";
import type { Run } from "../client/runs.js";
import { describeWithPrefect } from "../client/with-prefect.js";
import type { PrefectApi } from "../wire/prefect-api.js";

interface Schedule {
  id: string;
  active: boolean;
  schedule: Record<string, unknown>;
  slug: string | null;
}

async function deploy(api: PrefectApi): Promise<{ id: string; name: string }> {
  const flow = (await api.must("POST", "/flows/", { name: "scheduled" })) as { id: string };
  const name = randomUUID();
  const { id } = (await api.must("POST", "/deployments/", { name, flow_id: flow.id })) as { id: string };
  return { id, name: `scheduled/${name}` };
}

describeWithPrefect("schedules by the CLI of Prefect 3.8.8, unmodified", (given) => {
  async function prefect(...args: string[]): Promise<string> {
    const finished = await given().client.cli("deployment", "schedule", ...args);
    expect(finished.exitCode, finished.stderr + finished.stdout).toBe(0);
    return finished.stdout;
  }
  const schedulesOf = async (id: string) =>
    (await given().api.must("GET", `/deployments/${id}/schedules`)) as Schedule[];

  function runsAhead(id: string, count: number): Promise<Run[]> {
    return eventually(async () => {
      const filter = { deployments: { id: { any_: [id] } }, flow_runs: { state: { type: { any_: ["SCHEDULED"] } } } };
      const runs = (await given().api.must("POST", "/flow_runs/filter", filter)) as Run[];
      expect(runs).toHaveLength(count);
      return runs;
    });
  }

  it("are created and listed, and their runs are made", async () => {
    const { id, name } = await deploy(given().api);
    await prefect("create", name, "--cron", "0 9 * * 1-5", "--timezone", "America/New_York");
    const [cron] = await schedulesOf(id);
    const schedule = { cron: "0 9 * * 1-5", timezone: "America/New_York", day_or: true };
    expect(cron).toMatchObject({ active: true, schedule });
    const [run] = await runsAhead(id, 3);
    expect(run!.tags).toContain("auto-scheduled");

    await prefect("create", name, "--interval", "86400", "--anchor-date", "2026-01-01T00:00:00+00:00");
    await prefect("create", name, "--rrule", '{"rrule": "FREQ=DAILY", "timezone": "Europe/Berlin"}');
    const kinds = ["cron", "interval", "rrule"];
    const found = (await schedulesOf(id)).map((one) => kinds.find((kind) => kind in one.schedule));
    expect(found.sort()).toEqual(kinds);
    await runsAhead(id, 9);
    expect(await prefect("ls", name)).toContain("0 9 * * 1-5");
  });

  it("are paused, resumed and deleted, and their runs go with them", async () => {
    const { api } = given();
    const { id, name } = await deploy(api);
    const crons = ["0 9 * * *", "0 10 * * *"].map((cron) => ({ schedule: { cron } }));
    const [one] = (await api.must("POST", `/deployments/${id}/schedules`, crons)) as Schedule[];
    await runsAhead(id, 6);
    await prefect("pause", name, one!.id);
    expect((await schedulesOf(id)).find((schedule) => schedule.id === one!.id)?.active).toBe(false);
    await runsAhead(id, 3);
    await prefect("resume", name, one!.id);
    await runsAhead(id, 6);
    await prefect("delete", "--accept-yes", name, one!.id);
    await runsAhead(id, 3);
    await prefect("clear", "--accept-yes", name);
    await runsAhead(id, 0);
  });
});
