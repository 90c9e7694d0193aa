import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startWorker } from "@kedge/worker";
import { createClient } from "kedge/client";
import { createFlowRunFromDeployment, createWorkPool } from "kedge/contract";
import { expect, it, onTestFinished } from "vitest";
import { nodeDisk } from "../../../sdk/src/outbox/disk/node-disk.js";
import { findLeftovers } from "../../../sdk/src/outbox/spool/leftover.js";
import { systemProcesses } from "../../../sdk/src/outbox/spool/processes.js";
import { silentLog } from "../../src/log.js";
import { createTestDatabase, type TestDatabase } from "../database.js";
import { expectSound } from "../expect-sound.js";
import { startGate } from "./gate.js";
import { deployOutageFlow } from "./outage-deployment.js";
import { startServerProcess } from "./server-process.js";

const RUNS_OF_EACH = 2;

const each = <T>(value: T): T[] => Array.from({ length: RUNS_OF_EACH }, () => value);

async function outboxFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "kedge-outbox-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function startRuns(apiUrl: string, gate: string): Promise<void> {
  const client = createClient({ apiUrl });
  await client.call(createWorkPool, { body: { name: "p", type: "process" } });
  for (const name of ["gated", "retried"] as const) {
    const id = await deployOutageFlow(client, "p", name);
    for (let i = 0; i < RUNS_OF_EACH; i++) {
      await client.call(createFlowRunFromDeployment, { params: { id }, body: { parameters: { gate } } });
    }
  }
}

/** Lets the server's absence have lasted for hours: every lease has long ended when it comes back. */
async function letHoursPass({ sql }: TestDatabase): Promise<void> {
  await sql`
    update worker_session set expires_at = expires_at - interval '3 hours', renewed = renewed - interval '3 hours'`;
  await sql`update lease set claimed = claimed - interval '3 hours'`;
}

const allEnded = ({ sql }: TestDatabase) =>
  expect
    .poll(async () => (await sql`select 1 from flow_run where not is_terminal(state_type)`).length, {
      timeout: 90_000,
      interval: 100,
    })
    .toBe(0);

it(
  "runs go on while the server is killed and gone, and afterwards everything is there once, in order, with its own times",
  { timeout: 180_000 },
  async () => {
    const database = await createTestDatabase();
    onTestFinished(() => database.close());
    const { sql } = database;
    const gate = await startGate();
    const root = await outboxFolder();
    const options = { databaseUrl: database.url, port: 0 };
    const first = await startServerProcess(options);
    await startRuns(first.apiUrl, gate.url);
    const worker = await startWorker({
      apiUrl: first.apiUrl,
      pool: "p",
      limit: 2 * RUNS_OF_EACH,
      pollIntervalMs: 100,
      outboxPath: root,
      log: silentLog,
    });

    await gate.gathered("outage", 2 * RUNS_OF_EACH);
    await first.kill();
    gate.open("outage");
    await gate.gathered("end", 2 * RUNS_OF_EACH);
    gate.open("end");
    // All have ended, and left what they could not deliver.
    await expect.poll(() => lockedByNobody(root), { timeout: 60_000 }).toBe(true);
    const [back] = await sql<{ now: string }[]>`select clock_timestamp() as now`;
    await letHoursPass(database);
    const second = await startServerProcess({ ...options, port: Number(new URL(first.apiUrl).port) });
    await allEnded(database);
    await worker.drain();

    const histories = await sql<{ flow: string; attempt: number; states: string[] }[]>`
      select f.name as flow, r.attempt, array_agg(s.name order by s.timestamp) as states
      from flow_run r join flow f on f.id = r.flow_id join flow_run_state s on s.flow_run_id = r.id
      group by r.id, f.name, r.attempt order by 1`;
    const retried = ["Scheduled", "Pending", "Running", "AwaitingRetry", "Running", "Completed"];
    expect(histories.map(({ flow, attempt, states }) => [flow, attempt, states])).toEqual([
      ...each(["gated", 1, ["Scheduled", "Pending", "Running", "Completed"]]),
      ...each(["retried", 1, retried]),
    ]);

    const lines = await sql<{ flow: string; messages: string[]; last: string }[]>`
      select f.name as flow, array_agg(l.message order by l.timestamp, l.id) as messages, max(l.timestamp) as last
      from log l join flow_run r on r.id = l.flow_run_id join flow f on f.id = r.flow_id
      where l.message ~ 'outage$|^attempt' group by r.id, f.name order by 1`;
    expect(lines.map(({ messages }) => messages)).toEqual([
      ...each(["before the outage", "in the outage"]),
      ...each(["attempt 1", "attempt 2"]),
    ]);
    expect(lines.filter(({ last }) => last > back!.now)).toEqual([]);
    const tasks = await sql<{ flow: string; tasks: number; states: string[] }[]>`
      select f.name as flow, count(distinct t.id)::int as tasks, array_agg(s.type order by s.timestamp) as states
      from task_run t join task_run_state s on s.task_run_id = t.id
      join flow_run r on r.id = t.flow_run_id join flow f on f.id = r.flow_id group by r.id, f.name order by 1`;
    const states = (count: number) => Array.from({ length: count }, () => ["PENDING", "RUNNING", "COMPLETED"]).flat();
    expect(tasks).toEqual([
      ...each({ flow: "gated", tasks: 3, states: states(3) }),
      ...each({ flow: "retried", tasks: 2, states: states(2) }),
    ]);
    expect(await readdir(root)).toEqual([]);
    expect(await sql`select 1 from lease`).toHaveLength(0);
    await expectSound(sql);
    await second.stop();
  },
);

/** Whether all spools but the worker's own have been left by their processes. */
async function lockedByNobody(root: string): Promise<boolean> {
  const processes = systemProcesses();
  // The worker is this process, and may have taken some to deliver them.
  const dead = {
    self: processes.self,
    isAlive: (one: typeof processes.self) => one.pid !== process.pid && processes.isAlive(one),
  };
  const all = (await readdir(root)).filter((name) => /^[0-9a-f-]{36}$/.test(name));
  const left = await findLeftovers({ disk: nodeDisk, processes: dead, root, describeLoss: () => Buffer.alloc(0) });
  return left.length === all.length && left.length >= 2 * RUNS_OF_EACH;
}
