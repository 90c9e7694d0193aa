import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../test/plane.js";

let plane: TestPlane;
let flowId: string;

beforeAll(async () => {
  plane = await startTestPlane();
  flowId = (await plane.request("POST", "/flows/", { name: "transitions" })).body.id;
});
afterAll(() => plane.stop());

async function newRun(fields: object = {}) {
  const reply = await plane.request("POST", "/flow_runs/", { flow_id: flowId, ...fields });
  expect(reply.status).toBe(201);
  return reply.body;
}

async function propose(runId: string, type: string, state: object = {}, force = false, headers = {}) {
  return plane.request("POST", `/flow_runs/${runId}/set_state`, { state: { type, ...state }, force }, headers);
}

it("a run that is created without a state is pending", async () => {
  const run = await newRun();
  expect(run).toMatchObject({ state_type: "PENDING", state_name: "Pending", run_count: 0, start_time: null });
  expect(run.labels).toEqual({ "prefect.flow.id": flowId });
  expect(run.name).toMatch(/^[a-z- ]+$/);
});

it("a lifecycle keeps its times, its count and its history", async () => {
  const run = await newRun({ parameters: { x: 1 } });
  const running = await propose(run.id, "RUNNING");
  expect(running).toMatchObject({
    status: 201,
    body: { status: "ACCEPT", state: { type: "RUNNING", name: "Running" } },
  });
  const completed = await propose(run.id, "COMPLETED", { message: "done" });
  expect(completed.body.state.message).toBe("done");
  const [row] = await plane.plane.sql`select * from flow_run where id = ${run.id}`;
  expect(row).toMatchObject({
    run_count: 1,
    start_time: running.body.state.timestamp,
    end_time: completed.body.state.timestamp,
    state_id: completed.body.state.id,
    state_type: "COMPLETED",
  });
  expect(row!["total_run_time"]).toBeGreaterThan(0);
  const history = await plane.plane
    .sql`select type from flow_run_state where flow_run_id = ${run.id} order by timestamp`;
  expect(history.map((state) => state["type"])).toEqual(["PENDING", "RUNNING", "COMPLETED"]);
});

it("a repeated transition is answered with what the first one did", async () => {
  const run = await newRun();
  const state_details = { transition_id: randomUUID() };
  const first = await propose(run.id, "RUNNING", { state_details });
  const second = await propose(run.id, "RUNNING", { state_details });
  expect(second).toMatchObject({ status: 200, body: { status: "REJECT", state: { id: first.body.state.id } } });
});

it("of many workers that propose PENDING exactly one is accepted", async () => {
  const run = await newRun({ state: { type: "SCHEDULED" } });
  const answers = await Promise.all(Array.from({ length: 20 }, () => propose(run.id, "PENDING")));
  const statuses = answers.map((answer) => answer.body.status);
  expect(statuses.filter((status) => status === "ACCEPT")).toHaveLength(1);
  expect(statuses.filter((status) => status === "ABORT")).toHaveLength(19);
});

it("a stale fence cannot complete a run, and its report is kept", async () => {
  const run = await newRun({ state: { type: "RUNNING" } });
  await plane.plane.sql`update flow_run set fence_epoch = 1, fence_counter = 7 where id = ${run.id}`;
  const stale = await propose(run.id, "COMPLETED", {}, false, { "kedge-fence": "1.6" });
  expect(stale).toMatchObject({ status: 409, body: { code: "STALE_FENCE" } });
  const current = await propose(run.id, "COMPLETED", {}, false, { "kedge-fence": "1.7" });
  expect(current.body.status).toBe("ACCEPT");
  const late = await plane.plane.sql`select fence, current_fence from late_report where flow_run_id = ${run.id}`;
  expect(late).toEqual([{ fence: "1.6", current_fence: "1.7" }]);
});

it("an attempt's report of its start that comes after that of its end undoes nothing; a person may", async () => {
  const run = await newRun({ state: { type: "RUNNING" } });
  await plane.plane.sql`update flow_run set attempt = 1, fence_epoch = 1, fence_counter = 1 where id = ${run.id}`;
  const fenced = { "kedge-fence": `${run.id}/1.1` };
  expect((await propose(run.id, "COMPLETED", {}, false, fenced)).body.status).toBe("ACCEPT");
  const late = await propose(run.id, "RUNNING", {}, false, fenced);
  expect(late.body).toMatchObject({ status: "ABORT", state: { type: "COMPLETED" } });
  const other = await newRun({});
  const ofAnother = { "kedge-fence": `${other.id}/1.1` };
  expect((await propose(run.id, "RUNNING", {}, false, ofAnother)).body.status).toBe("ACCEPT");
});

it("a fence from the future is refused as well", async () => {
  const run = await newRun({ state: { type: "RUNNING" } });
  const reply = await propose(run.id, "COMPLETED", {}, true, { "kedge-fence": "9.9" });
  expect(reply.status).toBe(409);
});

it("a failed flow with a retry left waits for its next attempt", async () => {
  const run = await newRun({ empirical_policy: { retries: 1, retry_delay: 30 } });
  await propose(run.id, "RUNNING");
  const first = await propose(run.id, "FAILED", { message: "it broke" });
  expect(first.body).toMatchObject({ status: "REJECT", state: { name: "AwaitingRetry", message: "it broke" } });
  const early = await propose(run.id, "RUNNING");
  expect(early.body).toMatchObject({ status: "WAIT", details: { type: "wait_details", delay_seconds: 30 } });
});

it("an unknown run is not found", async () => {
  expect((await propose(randomUUID(), "RUNNING")).status).toBe(404);
  expect((await propose(randomUUID(), "FAILED")).status).toBe(404);
});

it("a subflow's states are mirrored on its tracking task run", async () => {
  const taskRunId = randomUUID();
  const { sql, defaultWorkspaceId } = plane.plane;
  await sql`insert into task_run (workspace_id, id, task_key, dynamic_key, name)
            values (${defaultWorkspaceId}, ${taskRunId}, 'sub', '0', 'sub-0')`;
  const child = await newRun({ parent_task_run_id: taskRunId });
  await propose(child.id, "RUNNING");
  await propose(child.id, "COMPLETED");
  const [task] = await sql`select state_type, state_details, run_count from task_run where id = ${taskRunId}`;
  expect(task).toMatchObject({ state_type: "COMPLETED", run_count: 1 });
  expect(task!["state_details"]).toMatchObject({ child_flow_run_id: child.id, task_run_id: taskRunId });
  const states = await sql`select type from task_run_state where task_run_id = ${taskRunId} order by timestamp`;
  expect(states.map((state) => state["type"])).toEqual(["PENDING", "RUNNING", "COMPLETED"]);
});
