import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { latestRunOf, logsOf, stateNames, taskRunsOf } from "../client/runs.js";
import { startServer, type ServerUnderTest } from "../server-under-test.js";
import { connectTo } from "../wire/prefect-api.js";

const PROGRAM = fileURLToPath(new URL("../flows/ml-training-pipeline.ts", import.meta.url));
const FLOW = "ml-training-pipeline";

/**
 * The Python program of `ml-training-pipeline.test.ts`, written with Kedge's SDK: to whoever looks at the server, the
 * two leave the same states, names and lines.
 */
describe("the ml-training-pipeline in TypeScript", { timeout: 60_000 }, () => {
  let server: ServerUnderTest;
  let home: string;

  beforeAll(async () => {
    server = await startServer();
    home = await mkdtemp(join(tmpdir(), "kedge-twin-"));
  });
  afterAll(async () => {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  });

  async function train() {
    const env = { ...process.env, KEDGE_API_URL: server.apiUrl, KEDGE_HOME: home };
    await promisify(execFile)(process.execPath, ["--import", "tsx", PROGRAM], { env });
    const api = connectTo(server.apiUrl);
    const run = await latestRunOf(api, FLOW);
    const taskRuns = await taskRunsOf(api, run.id);
    const states: Record<string, string[]> = {};
    for (const { id, name } of taskRuns) {
      const task = name.replace(/-[0-9a-f]+$/, "");
      states[task] = [...(states[task] ?? []), (await stateNames(api, "task_run", id)).join()];
    }
    return {
      run,
      flowStates: await stateNames(api, "flow_run", run.id),
      taskStates: states,
      lines: await logsOf(api, run.id),
    };
  }

  it("leaves the states of its Python twin, and its second call takes preprocess from the cache", async () => {
    const done = "Pending,Running,Completed";
    const first = await train();
    // A default that stands in the function alone is not known before the call; Python reads it from the signature.
    expect(first.run).toMatchObject({ state_type: "COMPLETED", run_count: 1, parameters: { raw: "data.csv" } });
    expect(first.flowStates).toEqual(["Pending", "Running", "Completed"]);
    expect(first.taskStates).toEqual({ preprocess: [done], train: [done], embed: [done, done, done] });

    const second = await train();
    expect(second.run.id).not.toBe(first.run.id);
    expect(second.taskStates).toEqual({
      preprocess: ["Pending,Running,Cached"],
      train: [done],
      embed: [done, done, done],
    });
  });

  it("leaves the lines of its Python twin", async () => {
    const { lines, run } = await train();
    const messages = lines.map(({ message }) => message);
    expect(messages[0]).toBe(`Beginning flow run '${run.name}' for flow '${FLOW}'`);
    expect(messages).toContain('Training complete: {"loss":0.001,"path":"data.csv.clean"} [1,2,3]');
    expect(messages.at(-1)).toBe("Finished in state Completed()");
    expect(lines.filter(({ name }) => name === "kedge.task_runs")).toHaveLength(5);
  });
});
