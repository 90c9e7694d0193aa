import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startWorker, type Worker } from "@kedge/worker";
import { createClient } from "kedge/client";
import { Outbox, sendOverHttp } from "kedge/outbox";
import { expect, onTestFinished } from "vitest";
import type { Sql } from "../../src/db/connect.js";
import { silentLog } from "../../src/log.js";
import { expectSound } from "../expect-sound.js";
import { insist } from "./patient-client.js";
import { LINES, reportingRuntime } from "./reporting-runtime.js";

const SLOTS = 8;
/** One of each kind. */
const TRANSPORTS: readonly ("ws" | "http")[] = ["ws", "http"];

/** Makes `count` runs that are due, in the pool `p`. */
export async function queueRuns(apiUrl: string, count: number): Promise<void> {
  const server = { serving: () => Promise.resolve(apiUrl) };
  const post = async (path: string, body: object) => (await insist(server, "POST", path, body)).body;
  const flow = await post("/flows/", { name: "f" });
  await post("/work_pools/", { name: "p", type: "process" });
  const deployment = await post("/deployments/", { name: "d", flow_id: flow.id, work_pool_name: "p" });
  for (let i = 0; i < count; i++) await post(`/deployments/${deployment.id}/create_flow_run`, {});
}

/** Real workers, unless told otherwise one on a channel and one over REST, whose jobs end at once and call `onEnded`. They end with the test. */
export async function startWorkers(
  apiUrl: string,
  onEnded: () => void,
  transports: readonly ("ws" | "http")[] = TRANSPORTS,
): Promise<Worker[]> {
  const root = await mkdtemp(join(tmpdir(), "kedge-outbox-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  return Promise.all(
    transports.map(async (transport, i) => {
      const send = sendOverHttp(createClient({ apiUrl, retry: { retries: 0 } }));
      const outbox = new Outbox({ root, note: { apiUrl, flowRunId: null }, send, onTrouble() {} });
      const options = {
        apiUrl,
        pool: "p",
        name: `${transport} ${i}`,
        limit: SLOTS,
        pollIntervalMs: 50,
        transport,
        log: silentLog,
      };
      const worker = await startWorker(options, { runtimeOf: () => reportingRuntime(outbox, onEnded) });
      onTestFinished(async () => {
        await worker.kill();
        await outbox.close();
      });
      return worker;
    }),
  );
}

/** Every run was carried out once, by its first attempt, and all of it is there once. */
export async function expectAllDoneOnce(sql: Sql, count: number): Promise<void> {
  const runs = await sql`
    select r.state_type as state, r.attempt, count(*)::int as runs from flow_run r group by 1, 2`;
  expect(runs).toEqual([{ state: "COMPLETED", attempt: 1, runs: count }]);
  const histories = await sql`
    select states, count(*)::int as runs from (
      select array_agg(type order by timestamp) as states from flow_run_state where name <> 'Late' group by flow_run_id
    ) history group by 1`;
  expect(histories).toEqual([{ states: ["SCHEDULED", "PENDING", "RUNNING", "COMPLETED"], runs: count }]);
  const lines = await sql`
    select lines, count(*)::int as runs from (
      select array_agg(message order by timestamp, id) as lines from log where name = 'n' group by flow_run_id
    ) written group by 1`;
  expect(lines).toEqual([{ lines: LINES, runs: count }]);
  expect(await sql`select 1 from lease`).toHaveLength(0);
  expect(await sql`select 1 from late_report`).toHaveLength(0);
  await expectSound(sql);
}
