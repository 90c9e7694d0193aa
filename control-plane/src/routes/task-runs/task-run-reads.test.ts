import { uuidv7, type TaskRun } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";

const UNKNOWN = "00000000-0000-4000-8000-00000000dead";

let plane: TestPlane;
let flowRunId: string;
const taskIds: string[] = [];

/** Five task runs of one flow run, each PENDING, RUNNING and then as its number says. */
beforeAll(async () => {
  plane = await startTestPlane();
  const flow_id = (await plane.request("POST", "/flows/", { name: "parent" })).body.id;
  flowRunId = (await plane.request("POST", "/flow_runs/", { flow_id, name: "run" })).body.id;
  const start = Date.now();
  for (let i = 0; i < 5; i++) {
    const id = uuidv7();
    taskIds.push(id);
    const types = ["PENDING", "RUNNING", ...(i === 4 ? [] : [i % 2 === 0 ? "COMPLETED" : "FAILED"])];
    const records = types.map((type, n) => {
      const timestamp = new Date(start + i * 1000 + n * 10).toISOString();
      return {
        task_run: {
          id,
          flow_run_id: flowRunId,
          task_key: "t",
          dynamic_key: String(i),
          name: `t-${i}`,
          expected_start_time: new Date(start + i * 1000).toISOString(),
        },
        state: { id: uuidv7(), type, timestamp },
      };
    });
    expect((await plane.request("POST", "/task_runs/record", records)).status).toBe(204);
  }
});
afterAll(() => plane.stop());

const names = (runs: TaskRun[]) => runs.map((run) => run.name);
const ofRun = (criteria: object = {}) => ({ task_runs: { flow_run_id: { any_: [flowRunId] }, ...criteria } });

it("a task run is listed as it is read by id", async () => {
  const { body } = await plane.request("POST", "/task_runs/filter", { ...ofRun(), sort: "NAME_ASC" });
  expect(names(body)).toEqual(["t-0", "t-1", "t-2", "t-3", "t-4"]);
  expect((await plane.request("GET", `/task_runs/${taskIds[0]}`)).body).toEqual(body[0]);
  expect(body[0]).toMatchObject({ state_type: "COMPLETED", state: { type: "COMPLETED" }, flow_run_id: flowRunId });
});

it("pages, counts and related filters agree", async () => {
  const failed = ofRun({ state: { type: { any_: ["FAILED"] } } });
  expect((await plane.request("POST", "/task_runs/count", failed)).body).toBe(2);
  const page = { ...failed, sort: "EXPECTED_START_TIME_DESC", limit: 1, page: 1 };
  const { body } = await plane.request("POST", "/task_runs/paginate", page);
  expect(body).toMatchObject({ count: 2, limit: 1, pages: 2, page: 1 });
  expect(names(body.results)).toEqual(["t-3"]);
  const byFlow = { flows: { name: { any_: ["parent"] } }, flow_runs: { name: { any_: ["run"] } } };
  expect((await plane.request("POST", "/task_runs/count", byFlow)).body).toBe(5);
  expect((await plane.request("POST", "/task_runs/count", { flows: { name: { any_: ["nobody"] } } })).body).toBe(0);
});

it("an order by start, which task runs lack, is refused", async () => {
  const reply = await plane.request("POST", "/task_runs/filter", { sort: "START_TIME_ASC" });
  expect(reply).toMatchObject({ status: 422, body: { exception_detail: [{ loc: ["body", "sort"] }] } });
});

it("a history counts every task run once", async () => {
  const { body: runs } = await plane.request("POST", "/task_runs/filter", {
    ...ofRun(),
    sort: "EXPECTED_START_TIME_ASC",
  });
  const history_end = new Date(Date.parse(runs.at(-1).expected_start_time) + 1).toISOString();
  const period = { history_start: runs[0].expected_start_time, history_end, history_interval_seconds: 2 };
  const { body } = await plane.request("POST", "/task_runs/history", { ...period, ...ofRun() });
  const counts = body.map((interval: { states: { count_runs: number }[] }) =>
    interval.states.reduce((sum, state) => sum + state.count_runs, 0),
  );
  expect(counts).toEqual([2, 2, 1]);
});

it("states are listed oldest first, and each is found by its id", async () => {
  const { body: states } = await plane.request("GET", `/task_run_states/?task_run_id=${taskIds[0]}`);
  expect(states.map((state: { type: string }) => state.type)).toEqual(["PENDING", "RUNNING", "COMPLETED"]);
  expect((await plane.request("GET", `/task_run_states/${states[1].id}`)).body).toEqual(states[1]);
  expect((await plane.request("GET", `/task_run_states/${UNKNOWN}`)).status).toBe(404);
  expect((await plane.request("GET", `/task_run_states/?task_run_id=${UNKNOWN}`)).body).toEqual([]);
  expect((await plane.request("GET", "/task_run_states/")).status).toBe(422);
});

it("states of a flow run are listed oldest first, and each is found by its id", async () => {
  await plane.request("POST", `/flow_runs/${flowRunId}/set_state`, {
    state: { type: "RUNNING", message: "off we go" },
  });
  const { body: states } = await plane.request("GET", `/flow_run_states/?flow_run_id=${flowRunId}`);
  expect(states.map((state: { type: string }) => state.type)).toEqual(["PENDING", "RUNNING"]);
  expect((await plane.request("GET", `/flow_run_states/${states[1].id}`)).body).toEqual(states[1]);
  expect((await plane.request("GET", `/flow_runs/${flowRunId}`)).body.state).toEqual(states[1]);
});

it("a task run is renamed, and deleted with its states", async () => {
  const id = taskIds[4]!;
  expect((await plane.request("PATCH", `/task_runs/${id}`, { name: "patient" })).status).toBe(204);
  expect((await plane.request("PATCH", `/task_runs/${id}`, { name: null })).status).toBe(204);
  expect((await plane.request("GET", `/task_runs/${id}`)).body.name).toBe("patient");
  expect((await plane.request("PATCH", `/task_runs/${UNKNOWN}`, { name: "x" })).status).toBe(404);
  expect((await plane.request("DELETE", `/task_runs/${id}`)).status).toBe(204);
  expect((await plane.request("GET", `/task_run_states/?task_run_id=${id}`)).body).toEqual([]);
  expect((await plane.request("DELETE", `/task_runs/${id}`)).status).toBe(404);
});
