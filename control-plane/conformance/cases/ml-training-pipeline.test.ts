import { expect, it } from "vitest";
import { eventually } from "../client/eventually.js";
import { latestRunOf, logsOf, stateNames, taskRunsOf, type Run } from "../client/runs.js";
import { describeWithPrefect, type Given } from "../client/with-prefect.js";

const FLOW = "ml-training-pipeline";

/** Runs the file once more and returns its flow run, with its task runs by the name of their task. */
async function train({ api, client }: Given): Promise<{ run: Run; tasks: Map<string, Run[]> }> {
  const finished = await client.script("ml_training_pipeline.py");
  expect(finished, finished.stderr).toMatchObject({ exitCode: 0 });
  const run = await latestRunOf(api, FLOW);
  const taskRuns = await eventually(async () => {
    const found = await taskRunsOf(api, run.id);
    expect(found.map((taskRun) => taskRun.state_type)).toEqual(Array(5).fill("COMPLETED"));
    return found;
  });
  const tasks = new Map<string, Run[]>();
  for (const taskRun of taskRuns) {
    const task = taskRun.name.replace(/-[0-9a-f]+$/, "");
    tasks.set(task, [...(tasks.get(task) ?? []), taskRun]);
  }
  return { run, tasks };
}

const named = (tasks: Map<string, Run[]>, name: string): Run => {
  const [taskRun] = tasks.get(name) ?? [];
  if (taskRun === undefined) throw new Error(`there is no task run of ${name}`);
  return taskRun;
};

describeWithPrefect("the ml-training-pipeline of the documentation, unmodified", (given) => {
  it("completes, and its second call takes preprocess from the cache", async () => {
    const { api } = given();

    const first = await train(given());
    expect(first.run).toMatchObject({ state_type: "COMPLETED", state_name: "Completed", run_count: 1 });
    expect(first.run.parameters).toEqual({ raw: "data.csv", lr: 0.001 });
    expect(first.run.end_time).not.toBeNull();
    expect(first.run.total_run_time).toBeGreaterThan(0);
    expect(await stateNames(api, "flow_run", first.run.id)).toEqual(["Pending", "Running", "Completed"]);
    expect([...first.tasks.keys()].toSorted()).toEqual(["embed", "preprocess", "train"]);
    const preprocess = named(first.tasks, "preprocess");
    expect(await stateNames(api, "task_run", preprocess.id)).toEqual(["Pending", "Running", "Completed"]);
    expect(named(first.tasks, "train").task_inputs["path"]).toEqual([{ input_type: "task_run", id: preprocess.id }]);

    const second = await train(given());
    expect(second.run.id).not.toBe(first.run.id);
    expect(second.run.state_type).toBe("COMPLETED");
    const cached = named(second.tasks, "preprocess");
    expect(cached).toMatchObject({ state_type: "COMPLETED", state_name: "Cached" });
    expect(await stateNames(api, "task_run", cached.id)).toEqual(["Pending", "Running", "Cached"]);
    expect(named(second.tasks, "train").state_name).toBe("Completed");
  });

  it("leaves its printed lines as logs of the flow run", async () => {
    const { api } = given();
    const { run } = await train(given());

    const lines = await eventually(async () => {
      const logs = await logsOf(api, run.id);
      expect(logs.at(-1)?.message).toBe("Finished in state Completed()");
      return logs;
    });

    const trained = lines.find((line) => line.message.startsWith("Training complete"));
    expect(trained).toEqual(expect.objectContaining({ name: "prefect.flow_runs", level: 20, task_run_id: null }));
    expect(trained?.message).toBe("Training complete: {'loss': 0.001, 'path': 'data.csv.clean'} [1, 2, 3]");
    expect(lines.filter((line) => line.name === "prefect.task_runs").length).toBeGreaterThanOrEqual(5);
  });

  it("has results that the stored states lead to", async () => {
    const { client } = given();
    const { tasks } = await train(given());

    const read = await client.script("read_result.py", ["task-run", named(tasks, "preprocess").id]);
    expect(read, read.stderr).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(read.stdout)).toBe("data.csv.clean");
  });

  it("is shown right by the Prefect CLI", async () => {
    const { client } = given();
    const { run, tasks } = await train(given());

    const runs = await client.cli("flow-run", "ls", "--flow-name", FLOW);
    expect(runs.exitCode, runs.stderr).toBe(0);
    const row = runs.stdout.split("\n").find((line) => line.includes(run.id));
    expect(row).toContain(FLOW);
    expect(row).toContain(run.name);
    expect(row).toContain("COMPLETED");

    const inspected = await client.cli("flow-run", "inspect", run.id, "--output", "json");
    expect(JSON.parse(inspected.stdout)).toMatchObject({ id: run.id, state: { type: "COMPLETED" } });

    const logs = await client.cli("flow-run", "logs", run.id);
    expect(logs.stdout).toContain("Training complete: {'loss': 0.001, 'path': 'data.csv.clean'} [1, 2, 3]");

    const wanted = [...tasks.values()].flat().map((taskRun) => taskRun.name);
    const taskRuns = await client.cli("task-run", "ls", ...wanted.flatMap((name) => ["--task-run-name", name]));
    for (const name of wanted) expect(taskRuns.stdout).toContain(name);
  });
});
