import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { WebSocket } from "ws";
import type { Load, LoadResult, Target } from "../load.js";
import { result } from "../press.js";
import { eventsOf } from "./task-run-event.js";

const FIRST_WAVE = 1000;
/** How often the server is asked whether it has stored them: seldom, since the question is a load too. */
const ASK_EVERY_MS = 100;
/** A server that has not stored a wave by then has lost some of it. */
const LIMIT_MS = 300_000;

async function openEventSocket(apiUrl: string): Promise<WebSocket> {
  const socket = new WebSocket(`${apiUrl.replace(/^http/, "ws")}/events/in`, ["prefect"], { perMessageDeflate: false });
  await once(socket, "open");
  socket.send(JSON.stringify({ type: "auth", token: null }));
  const [frame] = (await once(socket, "message")) as [Buffer];
  const { type } = JSON.parse(frame.toString()) as { type: string };
  if (type !== "auth_success") throw new Error(`the server answered ${type} to the handshake`);
  return socket;
}

/** One flow run with this many task runs, sent in one go; over when the server can read all of them back as COMPLETED. */
async function wave({ apiUrl, call }: Target, flowId: string, taskRuns: number): Promise<LoadResult> {
  const run = await call<{ id: string }>("POST", "/flow_runs/", { flow_id: flowId, state: { type: "RUNNING" } });
  const events = Array.from({ length: taskRuns }, (_, index) =>
    eventsOf({ id: randomUUID(), flowId, flowRunId: run.id, dynamicKey: String(index) }),
  );
  const frames = events.flat().map((event) => JSON.stringify(event));
  const socket = await openEventSocket(apiUrl);
  const startedAt = performance.now();
  for (const frame of frames) socket.send(frame);

  const stored = { flow_runs: { id: { any_: [run.id] } }, task_runs: { state: { type: { any_: ["COMPLETED"] } } } };
  while ((await call<number>("POST", "/task_runs/count", stored)) < taskRuns) {
    if (performance.now() - startedAt > LIMIT_MS)
      throw new Error(`${taskRuns} task runs were not stored in ${LIMIT_MS} ms`);
    await delay(ASK_EVERY_MS);
  }
  socket.close();
  return result(taskRuns, startedAt, null);
}

/**
 * How fast the states of task runs become readable, which clients send as events and do not wait for. Waves of twice the size each, until
 * one takes as long as the time given: the last is the figure, so that a slow server is not kept busy for minutes.
 */
export const taskRunsRecorded: Load = {
  title: "task runs recorded, three states each",
  clients: 2,
  async run(target, { seconds }) {
    const flow = await target.call<{ id: string }>("POST", "/flows/", { name: "bench-task-runs" });
    for (let taskRuns = FIRST_WAVE; ; taskRuns *= 2) {
      const measured = await wave(target, flow.id, taskRuns);
      if (measured.seconds >= seconds / 2) return measured;
    }
  },
};
