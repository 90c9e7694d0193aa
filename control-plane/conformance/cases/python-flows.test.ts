import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { eventually } from "../client/eventually.js";
import { latestRunOf, logsOf, stateNames, taskRunsOf, type Run } from "../client/runs.js";
import { describeWithPrefect, type Given } from "../client/with-prefect.js";
import type { PrefectApi } from "../wire/prefect-api.js";

/** Runs a script that must end well, and returns the flow run it left. */
async function run({ api, client }: Given, file: string, flow: string): Promise<Run> {
  const finished = await client.script(file);
  expect(finished, finished.stderr).toMatchObject({ exitCode: 0 });
  return latestRunOf(api, flow);
}

/** A flow run's task runs, once there are this many and all have ended. */
function endedTaskRuns(api: PrefectApi, flowRunId: string, count: number): Promise<Run[]> {
  return eventually(async () => {
    const taskRuns = await taskRunsOf(api, flowRunId);
    expect(taskRuns).toHaveLength(count);
    for (const taskRun of taskRuns) expect(["COMPLETED", "FAILED", "CRASHED"]).toContain(taskRun.state_type);
    return taskRuns;
  });
}

async function onlyTaskRun(api: PrefectApi, flowRunId: string): Promise<Run> {
  const [taskRun] = await endedTaskRuns(api, flowRunId, 1);
  if (taskRun === undefined) throw new Error(`flow run ${flowRunId} has no task run`);
  return taskRun;
}

describeWithPrefect("unmodified Prefect flows", (given) => {
  it("a task that fails twice is retried twice and then completes", async () => {
    const { api } = given();
    const flowRun = await run(given(), "task_retried.py", "task-retried");
    const taskRun = await onlyTaskRun(api, flowRun.id);
    expect(taskRun).toMatchObject({ state_type: "COMPLETED", state_name: "Completed", run_count: 3 });
    expect(await stateNames(api, "task_run", taskRun.id)).toEqual([
      "Pending",
      "Running",
      "AwaitingRetry",
      "Retrying",
      "AwaitingRetry",
      "Retrying",
      "Completed",
    ]);
  });

  it("a flow that fails is retried once, fails, and its hook has run once", async () => {
    const { api, client } = given();
    const hookFile = join(client.home, "failures");
    const finished = await client.script("flow_retried.py", [], { HOOK_FILE: hookFile });
    expect(finished.exitCode).toBe(1);
    const flowRun = await latestRunOf(api, "flow-retried");
    expect(flowRun).toMatchObject({ state_type: "FAILED", state_name: "Failed", run_count: 2 });
    expect(flowRun.state.message).toContain("fails every time");
    expect(await stateNames(api, "flow_run", flowRun.id)).toEqual([
      "Pending",
      "Running",
      "AwaitingRetry",
      "Running",
      "Failed",
    ]);
    expect(await readFile(hookFile, "utf8")).toBe("flow-retried FAILED Failed\n");
  });

  it("a subflow is mirrored by a task run of its parent", async () => {
    const { api } = given();
    const parent = await run(given(), "subflow.py", "subflow-parent");
    const child = await latestRunOf(api, "subflow-child");
    expect(child.state_type).toBe("COMPLETED");
    const tracking = await onlyTaskRun(api, parent.id);
    expect(child.parent_task_run_id).toBe(tracking.id);
    expect(tracking.name).toMatch(/^subflow-child-/);
    expect(tracking.state_type).toBe("COMPLETED");
    expect(tracking.state.state_details["child_flow_run_id"]).toBe(child.id);
    expect(await stateNames(api, "task_run", tracking.id)).toEqual(["Pending", "Pending", "Running", "Completed"]);
    const double = await onlyTaskRun(api, child.id);
    expect(double.state_type).toBe("COMPLETED");
  });

  it("a flow that leaves its process is CRASHED, and its hook has run", async () => {
    const { api, client } = given();
    const hookFile = join(client.home, "crashes");
    const finished = await client.script("crashes.py", [], { HOOK_FILE: hookFile });
    expect(finished.exitCode).toBe(3);
    const flowRun = await latestRunOf(api, "crashes");
    expect(flowRun).toMatchObject({ state_type: "CRASHED", state_name: "Crashed" });
    expect(await stateNames(api, "flow_run", flowRun.id)).toEqual(["Pending", "Running", "Crashed"]);
    expect(await readFile(hookFile, "utf8")).toBe("CRASHED\n");
  });

  it("fifty mapped tasks leave fifty task runs, each with its whole history", async () => {
    const { api } = given();
    const flowRun = await run(given(), "mapped.py", "mapped");
    const taskRuns = await endedTaskRuns(api, flowRun.id, 50);
    // By id: of names made of three random digits, two among fifty are often alike.
    expect(new Set(taskRuns.map((taskRun) => taskRun.id)).size).toBe(50);
    for (const taskRun of taskRuns) {
      expect(await stateNames(api, "task_run", taskRun.id)).toEqual(["Pending", "Running", "Completed"]);
    }
  });

  it("tags of a task without a concurrency limit hold nothing up", async () => {
    const { api } = given();
    const flowRun = await run(given(), "tagged.py", "tagged");
    expect(flowRun.tags).toEqual(["outer"]);
    const taskRun = await onlyTaskRun(api, flowRun.id);
    expect(taskRun.state_type).toBe("COMPLETED");
    expect(taskRun.tags.toSorted()).toEqual(["database", "nightly", "outer"]);
  });

  it("printed lines and logger calls arrive in order, with their level and their run", async () => {
    const { api } = given();
    const flowRun = await run(given(), "logs.py", "logs");
    const taskRun = await onlyTaskRun(api, flowRun.id);
    await eventually(async () => {
      const lines = (await logsOf(api, flowRun.id)).map(({ level, message, task_run_id }) => ({
        level,
        message,
        task_run_id,
      }));
      expect(lines).toEqual(
        expect.arrayContaining([
          { level: 20, message: "printed by a flow", task_run_id: null },
          { level: 40, message: "an error from a flow: ünïcödé ✓", task_run_id: null },
          { level: 20, message: "printed by a task", task_run_id: taskRun.id },
          { level: 30, message: "a warning from a task", task_run_id: taskRun.id },
        ]),
      );
      const order = lines.map((line) => line.message);
      expect(order.indexOf("printed by a flow")).toBeLessThan(order.indexOf("printed by a task"));
    });
  });

  it("an async flow with concurrent async tasks completes", async () => {
    const { api } = given();
    const flowRun = await run(given(), "async_flow.py", "async-flow");
    expect(flowRun.state_type).toBe("COMPLETED");
    const taskRuns = await endedTaskRuns(api, flowRun.id, 5);
    expect(taskRuns.map((taskRun) => taskRun.state_type)).toEqual(Array(5).fill("COMPLETED"));
  });

  it("run names made from parameters are the names that the server shows", async () => {
    const { api } = given();
    const flowRun = await run(given(), "named_runs.py", "named-runs");
    expect(flowRun.name).toBe("for ada, 2 times");
    const taskRuns = await endedTaskRuns(api, flowRun.id, 2);
    expect(taskRuns.map((taskRun) => taskRun.name)).toEqual(["greet ada", "greet ada"]);
  });

  it("a flow past its timeout is FAILED as TimedOut", async () => {
    const { api, client } = given();
    const finished = await client.script("timed_out.py");
    expect(finished.exitCode).toBe(1);
    const flowRun = await latestRunOf(api, "timed-out");
    expect(flowRun).toMatchObject({ state_type: "FAILED", state_name: "TimedOut" });
    expect(flowRun.state.message).toContain("exceeded timeout");
  });
});
