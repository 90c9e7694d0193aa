import { uuidv7 } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";

let plane: TestPlane;
let flowId: string;

beforeAll(async () => {
  plane = await startTestPlane();
  flowId = (await plane.request("POST", "/flows/", { name: "deletions" })).body.id;
  await plane.request("POST", "/work_pools/", { name: "local", type: "process" });
});
afterAll(() => plane.stop());

const newRun = async (fields: object = {}) =>
  (await plane.request("POST", "/flow_runs/", { flow_id: flowId, ...fields })).body;

/** Every row that names a run, wherever it stands. */
async function traces(id: string): Promise<Record<string, number>> {
  const [row] = await plane.plane.sql`
    select (select count(*)::int from flow_run where id = ${id}) as runs,
           (select count(*)::int from flow_run_state where flow_run_id = ${id}) as states,
           (select count(*)::int from task_run where flow_run_id = ${id}) as tasks,
           (select count(*)::int from due_run where flow_run_id = ${id}) as due,
           (select count(*)::int from lease where flow_run_id = ${id}) as leases,
           (select count(*)::int from log where flow_run_id = ${id}) as logs`;
  return row as unknown as Record<string, number>;
}

const NO_TRACE = { runs: 0, states: 0, tasks: 0, due: 0, leases: 0, logs: 0 };

async function newTaskRun(flowRunId: string): Promise<string> {
  const id = uuidv7();
  const state = { id: uuidv7(), type: "RUNNING", timestamp: new Date().toISOString() };
  const task_run = { id, flow_run_id: flowRunId, task_key: "t", dynamic_key: id, name: "t-0" };
  expect((await plane.request("POST", "/task_runs/record", [{ task_run, state }])).status).toBe(204);
  return id;
}

it("a run goes with its states, task runs and log lines, and other runs keep theirs", async () => {
  const [run, other] = [await newRun(), await newRun()];
  const task = await newTaskRun(run.id);
  await newTaskRun(other.id);
  const line = { name: "n", level: 20, message: "m", timestamp: new Date().toISOString() };
  await plane.request("POST", "/logs/", [
    { ...line, flow_run_id: run.id },
    { ...line, flow_run_id: other.id },
  ]);
  const before = await traces(other.id);
  expect((await plane.request("DELETE", `/flow_runs/${run.id}`)).status).toBe(204);
  expect(await traces(run.id)).toEqual(NO_TRACE);
  expect((await plane.request("GET", `/task_run_states/?task_run_id=${task}`)).body).toEqual([]);
  expect(await traces(other.id)).toEqual(before);
  expect((await plane.request("DELETE", `/flow_runs/${run.id}`)).status).toBe(404);
});

it("a run that was due is due no more, and one that held a slot frees it", async () => {
  const due = await newRun({ work_pool_name: "local", state: { type: "SCHEDULED" } });
  expect((await traces(due.id))["due"]).toBe(1);
  await plane.request("DELETE", `/flow_runs/${due.id}`);
  expect(await traces(due.id)).toEqual(NO_TRACE);

  const claimed = await newRun({ work_pool_name: "local", state: { type: "SCHEDULED" } });
  const claim = { session_id: uuidv7(), worker_name: "w", slots: 1 };
  expect((await plane.request("POST", "/work_pools/local/claim", claim)).body.runs).toHaveLength(1);
  expect((await traces(claimed.id))["leases"]).toBe(1);
  await plane.request("DELETE", `/flow_runs/${claimed.id}`);
  expect(await traces(claimed.id)).toEqual(NO_TRACE);
});

it("subflow runs stay, without a parent", async () => {
  const parent = await newRun();
  const child = await newRun({ parent_task_run_id: await newTaskRun(parent.id) });
  await plane.request("DELETE", `/flow_runs/${parent.id}`);
  const { body } = await plane.request("GET", `/flow_runs/${child.id}`);
  expect(body).toMatchObject({ id: child.id, parent_task_run_id: null });
});

it("a parent and its subflow run can be deleted at once", async () => {
  const parent = await newRun();
  const child = await newRun({ parent_task_run_id: await newTaskRun(parent.id) });
  const body = { flow_runs: { id: { any_: [parent.id, child.id] } } };
  const { body: answer } = await plane.request("POST", "/flow_runs/bulk_delete", body);
  expect(answer.deleted.toSorted()).toEqual([parent.id, child.id].toSorted());
  expect(await traces(child.id)).toEqual(NO_TRACE);
});

it("a bulk deletion says which runs there were, and takes at most 50", async () => {
  const run = await newRun();
  const body = (ids: string[]) => ({ flow_runs: { id: { any_: ids } } });
  const some = await plane.request("POST", "/flow_runs/bulk_delete", body([run.id, uuidv7()]));
  expect(some).toMatchObject({ status: 200, body: { deleted: [run.id] } });
  const many = await plane.request("POST", "/flow_runs/bulk_delete", body(Array.from({ length: 51 }, () => uuidv7())));
  expect(many.status).toBe(422);
});

it("more log lines than one statement deletes all go", async () => {
  const run = await newRun();
  await plane.plane.sql`
    insert into log (workspace_id, id, flow_run_id, timestamp, level, name, message)
    select ${plane.plane.defaultWorkspaceId}::uuid, l.id, ${run.id}::uuid, '2026-01-01'::timestamptz + n / 4 * interval '1 second',
           20, 'n', 'm'
    from generate_series(1, 45000) n, (select id from flow_run_state where flow_run_id = ${run.id} limit 1) l`;
  await plane.request("DELETE", `/flow_runs/${run.id}`);
  expect(await traces(run.id)).toEqual(NO_TRACE);
});
