import { randomUUID } from "node:crypto";
import { expect, it, onTestFinished } from "vitest";
import { connect } from "../../src/db/connect.js";
import { startTestServer } from "../server.js";
import { ask } from "./patient-client.js";

const CONNECTIONS = 4;
/** Far more than there are connections. */
const REQUESTS = 300;

it("while every connection is held up by slow requests leases are renewed, and what waits is done afterwards", async () => {
  const server = await startTestServer({ databaseConnections: CONNECTIONS });
  onTestFinished(() => server.stop());
  const { apiUrl, database } = server;
  const post = async (path: string, body: object) => (await ask(apiUrl, "POST", path, body))!;
  const flow_id = (await post("/flows/", { name: "f" })).body.id;
  await post("/work_pools/", { name: "p", type: "process" });
  const deployment = await post("/deployments/", { name: "d", flow_id, work_pool_name: "p" });
  const newRun = async () => (await post(`/deployments/${deployment.body.id}/create_flow_run`, {})).body.id as string;
  const session = randomUUID();
  const claim = () => post("/work_pools/p/claim", { session_id: session, worker_name: "w", slots: 1 });
  const held = await newRun();
  const [claimed] = (await claim()).body.runs;
  const next = await newRun();

  const other = connect({ url: database.url, connections: 1, applicationName: "the-one-that-locks" });
  onTestFinished(() => other.close());
  await other.sql`set idle_in_transaction_session_timeout = 0`;
  await other.sql.unsafe("begin; lock table flow in share row exclusive mode");
  const answers = Array.from({ length: REQUESTS }, (_, i) => post("/flows/", { name: `waits-${i}` }));
  const heldUp = async () => {
    const [row] = await database.sql<{ held: number }[]>`
      select count(*)::int as held from pg_stat_activity
      where datname = current_database() and application_name = 'kedge' and wait_event_type = 'Lock'`;
    return row!.held;
  };
  await expect.poll(heldUp).toBe(CONNECTIONS);
  const claiming = claim();

  for (let i = 0; i < 3; i++) {
    const runs = [{ flow_run_id: held, fence: claimed.fence }];
    const renewed = await post(`/worker_sessions/${session}/renew`, { runs, unheard: true });
    expect(renewed).toMatchObject({ status: 200, body: { lost: [], unheard: [] } });
  }
  expect(await heldUp()).toBe(CONNECTIONS);
  await other.sql.unsafe("commit");
  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([201]));
  expect((await claiming).body.runs.map((run: { flow_run: { id: string } }) => run.flow_run.id)).toEqual([next]);
});
