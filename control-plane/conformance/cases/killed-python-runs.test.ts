import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startWorker } from "@kedge/worker";
import { expect, it } from "vitest";
import { silentLog } from "../../src/log.js";
import { eventually } from "../client/eventually.js";
import { logsOf, type Run } from "../client/runs.js";
import { describeWithPrefect, type Given } from "../client/with-prefect.js";
import { preparePythonEnvironment } from "../python-environment.js";

const FLOWS = fileURLToPath(new URL("../flows/", import.meta.url));

/** Has Kedge's worker carry out one run of `killed.py`; `interfere` may look at the file of its hooks meanwhile. */
async function carryOut(
  { api, client }: Given,
  how: string,
  interfere: (run: Run, hooksFile: string) => Promise<unknown> = async () => {},
) {
  const pool = `killed-${how}`;
  const hooksFile = join(client.home, pool);
  const { python } = await preparePythonEnvironment();
  await api.must("POST", "/work_pools/", { name: pool, type: "process" });
  const flow = (await api.must("POST", "/flows/", { name: "killed" })) as { id: string };
  const deployment = (await api.must("POST", "/deployments/", {
    name: pool,
    flow_id: flow.id,
    work_pool_name: pool,
    entrypoint: "killed.py:killed",
    path: FLOWS,
    parameters: { how },
    job_variables: { python, env: { HOOKS_FILE: hooksFile, PREFECT_HOME: client.home, PYTHONDONTWRITEBYTECODE: "1" } },
  })) as { id: string };
  const worker = await startWorker({
    apiUrl: api.url,
    pool,
    pollIntervalMs: 100,
    gracePeriodSeconds: 1,
    log: silentLog,
  });
  const created = (await api.must("POST", `/deployments/${deployment.id}/create_flow_run`, {})) as Run;
  const read = async () => (await api.must("GET", `/flow_runs/${created.id}`)) as Run;
  await interfere(created, hooksFile);
  await eventually(async () => expect(["CRASHED", "CANCELLED"]).toContain((await read()).state_type));
  await worker.drain();
  const run = await read();
  return { run, hooks: await readFile(hooksFile, "utf8"), logs: await logsOf(api, run.id) };
}

describeWithPrefect("Python runs that Kedge's worker carries out and that could not report their end", (given) => {
  it("have their on_crashed hooks run once, past one that raises", async () => {
    const { run, hooks, logs } = await carryOut(given(), "exit");
    expect(run.state).toMatchObject({ type: "CRASHED", message: expect.stringContaining("code 3") });
    expect(hooks).toBe(`on_crashed ${run.name} CRASHED\n`);
    const lines = logs.map(({ message }) => message).join("\n");
    expect(lines).toMatch(/An error was encountered while running hook 'failing_hook'[^]*the pager is away/);
    expect(lines).toContain("Hook 'crashed_hook' finished running successfully");
  });

  it("have their on_cancellation hooks run once when they were killed for a cancel", async () => {
    const { run, hooks } = await carryOut(given(), "wait", async ({ id }, hooksFile) => {
      await eventually(async () => expect(await readFile(hooksFile, "utf8")).toBe("deaf from now on\n"));
      await given().api.must("POST", `/flow_runs/${id}/set_state`, { state: { type: "CANCELLING" } });
    });
    expect(run.state).toMatchObject({ type: "CANCELLED", message: expect.stringContaining("was killed") });
    expect(hooks).toBe(`deaf from now on\non_cancellation ${run.name} CANCELLED\n`);
  });
});
