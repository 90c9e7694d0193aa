import { uuidv7 } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createApp } from "../../app.js";
import { BatcherFullError } from "../../db/batcher.js";
import { selectPartitions } from "../../db/queries/select-partitions.js";
import { silentLog } from "../../log.js";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";

let plane: TestPlane;
beforeAll(async () => {
  plane = await startTestPlane();
});
afterAll(() => plane.stop());

const line = (fields: object = {}) => ({
  name: "flow",
  level: 20,
  message: "hello",
  timestamp: "2026-01-02 03:04:05.678+01:00",
  ...fields,
});

const stored = (flowRunId: string) => plane.plane.sql`
  select name, level, message, timestamp, task_run_id from log where flow_run_id = ${flowRunId} order by timestamp, id`;

it("a line is in the database when the post is answered", async () => {
  const [flowRunId, taskRunId] = [uuidv7(), uuidv7()];
  const lines = [line({ flow_run_id: flowRunId, task_run_id: taskRunId, message: 'a "quoted" \\ {line},\n twice' })];
  const reply = await plane.request("POST", "/logs/", lines);
  expect([reply.status, reply.body]).toEqual([201, null]);
  expect([...(await stored(flowRunId))]).toEqual([
    {
      name: "flow",
      level: 20,
      message: 'a "quoted" \\ {line},\n twice',
      timestamp: "2026-01-02T02:04:05.678000Z",
      task_run_id: taskRunId,
    },
  ]);
});

it("lines of one instant keep the order in which they were sent", async () => {
  const flowRunId = uuidv7();
  const messages = Array.from({ length: 5000 }, (_, i) => `line ${i}`);
  await plane.request(
    "POST",
    "/logs/",
    messages.map((message) => line({ message, flow_run_id: flowRunId })),
  );
  expect((await stored(flowRunId)).map((row) => row.message)).toEqual(messages);
});

it("posts at the same time are all stored, each once", async () => {
  const flowRunId = uuidv7();
  const posts = Array.from({ length: 40 }, (_, i) => [line({ message: String(i), flow_run_id: flowRunId })]);
  const replies = await Promise.all(posts.map((post) => plane.request("POST", "/logs/", post)));
  expect(replies.every((reply) => reply.status === 201)).toBe(true);
  const found = (await stored(flowRunId)).map((row) => Number(row.message)).sort((a, b) => a - b);
  expect(found).toEqual([...Array(40).keys()]);
});

it("a NUL is taken out of a line instead of losing the batch", async () => {
  const flowRunId = uuidv7();
  const lines = [line({ flow_run_id: flowRunId, name: "a\0b", message: "c\0d" }), line({ flow_run_id: flowRunId })];
  expect((await plane.request("POST", "/logs/", lines)).status).toBe(201);
  expect((await stored(flowRunId)).map((row) => [row.name, row.message])).toEqual([
    ["ab", "cd"],
    ["flow", "hello"],
  ]);
});

it("no lines at all are fine", async () => {
  expect((await plane.request("POST", "/logs/", [])).status).toBe(201);
});

it("a line that says something wrong is named, and nothing of its batch is stored", async () => {
  const flowRunId = uuidv7();
  const good = line({ flow_run_id: flowRunId });
  for (const [bad, place] of [
    [line({ level: 2 ** 31 }), "level"],
    [line({ timestamp: "yesterday" }), "timestamp"],
    [line({ colour: "red" }), "colour"],
    [line({ flow_run_id: "one" }), "flow_run_id"],
  ] as const) {
    const reply = await plane.request("POST", "/logs/", [good, bad]);
    expect(reply.status).toBe(422);
    expect(reply.body.exception_detail).toMatchObject([{ loc: ["body", 1, place] }]);
  }
  expect(await stored(flowRunId)).toHaveLength(0);
});

it("those who watch a workspace see its lines after they are stored", async () => {
  const flowRunId = uuidv7();
  const seen: unknown[] = [];
  const { hub, defaultWorkspaceId } = plane.plane;
  const unsubscribe = hub.logs.subscribe(defaultWorkspaceId, (lines) => seen.push(...lines));
  await plane.request("POST", "/logs/", [line({ flow_run_id: flowRunId })]);
  unsubscribe();
  await plane.request("POST", "/logs/", [line({ flow_run_id: flowRunId })]);
  expect(seen).toMatchObject([{ flow_run_id: flowRunId, message: "hello", timestamp: "2026-01-02T02:04:05.678000Z" }]);
});

it("lines are stored although their partition was missing when they came", async () => {
  const flowRunId = uuidv7();
  const partitions = (await selectPartitions(plane.plane.sql)).filter((partition) => partition.table === "log");
  await plane.plane.sql.unsafe(`drop table ${partitions.map((partition) => partition.name).join()}`);
  expect((await plane.request("POST", "/logs/", [line({ flow_run_id: flowRunId })])).status).toBe(201);
  expect(await stored(flowRunId)).toHaveLength(1);
});

it("a post that finds too much waiting is asked to come again", async () => {
  const full = { write: () => Promise.reject(new BatcherFullError(5)) };
  const app = createApp({ ...plane.plane, log: silentLog, logs: full as never });
  const reply = await app.request("/api/logs/", { method: "POST", body: JSON.stringify([line()]) });
  expect(reply.status).toBe(503);
});
