import * as fc from "fast-check";
import { defaultStateName, firstIdOf, uuidv7, type TaskRunRecord } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";
import { RECORDED_FIELDS } from "../../db/rows/recorded-columns.js";
import { arbitrarySends } from "../../../test/task-run-sends.js";
import type { TaskRunRow } from "../../db/rows/task-run-row.js";

let plane: TestPlane;
beforeAll(async () => {
  plane = await startTestPlane();
});
afterAll(() => plane.stop());

const record = (...records: TaskRunRecord[]) => plane.request("POST", "/task_runs/record", records);

function taskRecord(
  run: Partial<TaskRunRecord["task_run"]>,
  state: Partial<TaskRunRecord["state"]> = {},
): TaskRunRecord {
  return {
    task_run: { id: uuidv7(), flow_run_id: null, task_key: "task", dynamic_key: "0", name: "task-0", ...run },
    state: { id: uuidv7(), type: "RUNNING", timestamp: "2026-01-01T00:00:00.000001Z", state_details: {}, ...state },
  };
}

async function newFlowRun(): Promise<string> {
  const flow = await plane.request("POST", "/flows/", { name: "recorded" });
  return (await plane.request("POST", "/flow_runs/", { flow_id: flow.body.id })).body.id;
}

const runsOf = (flowRunId: string) => plane.plane.sql<(TaskRunRow & { flow_run_id: string })[]>`
  select * from task_run where flow_run_id = ${flowRunId} order by dynamic_key`;
const statesOf = (taskRunId: string) => plane.plane.sql`
  select * from task_run_state where task_run_id = ${taskRunId} order by timestamp, id`;
const newestFirst = (a: TaskRunRecord, b: TaskRunRecord) =>
  `${a.state.timestamp} ${a.state.id}` < `${b.state.timestamp} ${b.state.id}` ? 1 : -1;

/** What a run has to come to, said plainly: the newest state, and of each field the newest that was told. */
function expectedRow(records: TaskRunRecord[]) {
  const ordered = records.toSorted(newestFirst);
  const { state, task_run: run } = ordered[0]!;
  const fields = RECORDED_FIELDS.filter((field) => field !== "empirical_policy").map((field) => {
    const told = ordered.map((record) => record.task_run[field]).find((value) => !isUntold(value));
    return [field, told ?? UNTOLD[field] ?? null];
  });
  return {
    ...Object.fromEntries(fields),
    name: run.name,
    state_id: state.id,
    state_type: state.type,
    state_name: defaultStateName(state.type),
    state_timestamp: state.timestamp,
    state_message: state.message ?? null,
    state_data: state.data ?? null,
  };
}

/** The ids of the stored run, and when a SCHEDULED state is due. */
function detailsOf(type: string, timestamp: string, run: { id: string; flow_run_id: string }) {
  const ids = { flow_run_id: run.flow_run_id, task_run_id: run.id };
  return type === "SCHEDULED" ? { ...ids, scheduled_time: timestamp } : ids;
}

const UNTOLD: Record<string, unknown> = {
  tags: [],
  labels: {},
  task_inputs: {},
  run_count: 0,
  flow_run_run_count: 0,
  total_run_time: 0,
};
const isUntold = (value: unknown) =>
  value === undefined || value === 0 || (typeof value === "object" && Object.keys(value!).length === 0);

it("in any order, in any batches and repeated, records come to the same rows", async () => {
  await fc.assert(
    fc.asyncProperty(arbitrarySends(["a", "b", "c"]), fc.boolean(), async (sendsOf, atOnce) => {
      const flowRunId = await newFlowRun();
      const { records, batches } = sendsOf(flowRunId);
      if (atOnce) await Promise.all(batches.map((batch) => record(...batch)));
      else for (const batch of batches) expect((await record(...batch)).status).toBe(204);

      const rows = await runsOf(flowRunId);
      expect(rows.map((row) => row.dynamic_key)).toEqual(
        [...new Set(records.map((each) => each.task_run.dynamic_key))].toSorted(),
      );
      for (const row of rows) {
        const own = records.filter((each) => each.task_run.dynamic_key === row.dynamic_key);
        expect(row).toMatchObject(expectedRow(own));
        expect(own.map((each) => each.task_run.id)).toContain(row.id);
        expect(row.state_details).toEqual(detailsOf(row.state_type!, row.state_timestamp!, row));
        const states = await statesOf(row.id);
        expect(states.map((state) => state.id)).toEqual(
          own
            .toSorted(newestFirst)
            .map((each) => each.state.id)
            .reverse(),
        );
        for (const state of states) expect(state.state_details).toEqual(detailsOf(state.type, state.timestamp, row));
      }
    }),
    { numRuns: 150 },
  );
});

it("a task run that comes again under another id keeps the first one, in its row and in its states", async () => {
  const flowRunId = await newFlowRun();
  const [first, again] = [taskRecord({ flow_run_id: flowRunId }), taskRecord({ flow_run_id: flowRunId })];
  await record(first);
  await record({ ...again, state: { ...again.state, timestamp: "2026-01-01T00:00:00.000002Z" } });
  const [row] = await runsOf(flowRunId);
  expect(row).toMatchObject({ id: first.task_run.id, state_id: again.state.id });
  const states = await statesOf(first.task_run.id);
  for (const { state_details } of [row!, ...states]) expect(state_details.task_run_id).toBe(first.task_run.id);
  expect(states).toHaveLength(2);
});

it("a task run outside of any flow run is known by its id", async () => {
  const id = uuidv7();
  await record(taskRecord({ id }, { type: "PENDING" }));
  await record(taskRecord({ id, dynamic_key: "other" }, { timestamp: "2026-01-01T00:00:00.000002Z" }));
  const rows = await plane.plane.sql`select state_type, dynamic_key from task_run where id = ${id}`;
  expect([...rows]).toEqual([{ state_type: "RUNNING", dynamic_key: "other" }]);
  expect(await statesOf(id)).toHaveLength(2);
});

it("a task run that is told without its flow run first is found again when the flow run is told", async () => {
  const [id, flowRunId] = [uuidv7(), await newFlowRun()];
  await record(taskRecord({ id }, { type: "PENDING" }));
  await record(taskRecord({ id, flow_run_id: flowRunId }, { timestamp: "2026-01-01T00:00:00.000002Z" }));
  await record(taskRecord({ id }, { type: "COMPLETED", timestamp: "2026-01-01T00:00:00.000003Z" }));
  const [row] = await runsOf(flowRunId);
  expect(row).toMatchObject({ id, state_type: "COMPLETED", flow_run_id: flowRunId });
  expect((await statesOf(id)).map((state) => state.type)).toEqual(["PENDING", "RUNNING", "COMPLETED"]);
});

it("one id for two places in a flow run does not lose the batch", async () => {
  const [id, flowRunId] = [uuidv7(), await newFlowRun()];
  const reply = await record(
    taskRecord({ id, flow_run_id: flowRunId, dynamic_key: "a" }),
    taskRecord({ id, flow_run_id: flowRunId, dynamic_key: "b" }, { timestamp: "2026-01-01T00:00:00.000002Z" }),
    taskRecord({ flow_run_id: flowRunId, dynamic_key: "c" }),
  );
  expect(reply.status).toBe(204);
  expect((await runsOf(flowRunId)).map((row) => row.dynamic_key)).toEqual(["a", "c"]);
  expect(await statesOf(id)).toHaveLength(2);
});

it("the states of a flow run that does not exist are dropped, and those beside them are recorded", async () => {
  const [flowRunId, deletedId] = [await newFlowRun(), await newFlowRun()];
  await plane.request("DELETE", `/flow_runs/${deletedId}`);
  const reply = await record(taskRecord({ flow_run_id: deletedId }), taskRecord({ flow_run_id: flowRunId }));
  expect(reply.status).toBe(204);
  expect(await runsOf(deletedId)).toHaveLength(0);
  expect(await runsOf(flowRunId)).toHaveLength(1);
});

it("a record that cannot be stored is dropped alone", async () => {
  const flowRunId = await newFlowRun();
  const keys = [...Array(20).keys()].map((n) => String(n).padStart(2, "0"));
  const records = keys.map((key) =>
    taskRecord({ flow_run_id: flowRunId, dynamic_key: key, run_count: key === "13" ? 2 ** 40 : 1 }),
  );
  expect((await record(...records)).status).toBe(204);
  expect((await runsOf(flowRunId)).map((row) => row.dynamic_key)).toEqual(keys.filter((key) => key !== "13"));
});

it("state ids that are no UUIDv7, or lie outside the kept time, are recorded once however often they come", async () => {
  const flowRunId = await newFlowRun();
  const ids = ["8c3f8f3e-6e5b-4f5e-9d52-0a6f4f1f7c11", firstIdOf(0), firstIdOf(Date.UTC(2200, 0))];
  const records = ids.map((id, i) =>
    taskRecord({ flow_run_id: flowRunId }, { id, timestamp: `2026-01-01T00:00:00.00000${i}Z` }),
  );
  await record(...records);
  await record(...records);
  const [row] = await runsOf(flowRunId);
  const states = await statesOf(row!.id);
  expect(states.map((state) => state.timestamp)).toEqual(records.map((each) => each.state.timestamp));
  expect(row!.state_id).toBe(states.at(-1)!.id);
});

it("half a surrogate pair in a message or a label does not lose the state", async () => {
  const flowRunId = await newFlowRun();
  await record(taskRecord({ flow_run_id: flowRunId, labels: { path: "a\udc80" } }, { message: "b\ud83d" }));
  expect([...(await runsOf(flowRunId))]).toMatchObject([{ state_message: "b\ufffd", labels: { path: "a\ufffd" } }]);
});

it("records of an attempt that no longer owns its flow run are refused, and kept as late", async () => {
  const run = { id: await newFlowRun() };
  await plane.plane.sql`update flow_run set fence_epoch = 1, fence_counter = 7 where id = ${run.id}`;
  const send = (fence: string) =>
    plane.request("POST", "/task_runs/record", [taskRecord({ flow_run_id: run.id, dynamic_key: fence })], {
      "kedge-fence": fence,
    });
  const [current, stale] = await Promise.all([send("1.7"), send("1.6")]);
  expect(current.status).toBe(204);
  expect([stale.status, stale.body.code]).toEqual([409, "STALE_FENCE"]);
  expect((await runsOf(run.id)).map((row) => row.dynamic_key)).toEqual(["1.7"]);
  const late = await plane.plane.sql`select fence, current_fence from late_report where flow_run_id = ${run.id}`;
  expect([...late]).toEqual([{ fence: "1.6", current_fence: "1.7" }]);
});

it("an attempt's fence says nothing of a run outside the attempt", async () => {
  const [attempted, run] = [await newFlowRun(), await newFlowRun()];
  const sent = [taskRecord({ flow_run_id: run })];
  const reply = await plane.request("POST", "/task_runs/record", sent, { "kedge-fence": `${attempted}/1.7` });
  expect(reply.status).toBe(204);
  expect(await runsOf(run)).toHaveLength(1);
});

it("records name what is wrong with them, and then nothing of them is stored", async () => {
  const flowRunId = await newFlowRun();
  const good = taskRecord({ flow_run_id: flowRunId });
  const bad = { ...taskRecord({ flow_run_id: flowRunId }), colour: "red" };
  const reply = await plane.request("POST", "/task_runs/record", [good, bad]);
  expect(reply.status).toBe(422);
  expect(reply.body.exception_detail).toMatchObject([{ loc: ["body", 1, "colour"] }]);
  expect(await runsOf(flowRunId)).toHaveLength(0);
});
