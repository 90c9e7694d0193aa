import { randomUUID } from "node:crypto";
import { expect, it, onTestFinished } from "vitest";
import { silentLog } from "../../src/log.js";
import { connect } from "../../src/db/connect.js";
import { startTestServer, type TestServer } from "../server.js";
import { ask, insist } from "./patient-client.js";

/** Every table's rows, counted: what a refused request must leave as it was. */
async function rows({ database: { sql } }: TestServer): Promise<Record<string, number>> {
  const tables = await sql<{ name: string }[]>`
    select c.oid::regclass::text as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`;
  const counts = tables.map(async ({ name }) => {
    const [row] = await sql.unsafe<{ rows: number }[]>(`select count(*)::int as rows from ${name}`);
    return [name, row!.rows] as const;
  });
  return Object.fromEntries(await Promise.all(counts));
}

it("on a read-only database writes are refused whole with a reason, and go on by themselves afterwards", async () => {
  const server = await startTestServer({ log: silentLog });
  onTestFinished(() => server.stop());
  const { apiUrl, database } = server;
  const operator = connect({ url: database.url, connections: 1, applicationName: "operator" });
  onTestFinished(() => operator.close());
  /** What a failover to a standby looks like: connections end, and new ones may only read. */
  const becomeReadOnly = async (isReadOnly: boolean) => {
    const name = new URL(database.url).pathname.slice(1);
    await operator.sql`set default_transaction_read_only = off`;
    await operator.sql.unsafe(`alter database ${name} set default_transaction_read_only = ${isReadOnly}`);
    await operator.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`;
  };
  const get = async (path: string) => {
    const reply = await fetch(`${apiUrl}${path}`);
    return { status: reply.status, body: (await reply.json()) as unknown };
  };
  const serving = { serving: () => Promise.resolve(apiUrl) };
  const post = async (path: string, body: object) => (await insist(serving, "POST", path, body)).body;

  const flow = await post("/flows/", { name: "f" });
  await post("/work_pools/", { name: "p", type: "process" });
  const deployment = await post("/deployments/", { name: "d", flow_id: flow.id, work_pool_name: "p" });
  const due = await post(`/deployments/${deployment.id}/create_flow_run`, {});
  const running = await post("/flow_runs/", { flow_id: flow.id });
  const session = randomUUID();
  const claim = { session_id: session, worker_name: "w", slots: 10, lease_seconds: 60 };
  const enter = (type: string) => ({ state: { type, state_details: { transition_id: randomUUID() } } });
  await post(`/flow_runs/${running.id}/set_state`, enter("RUNNING"));
  expect((await get("/ready")).status).toBe(200);

  await becomeReadOnly(true);
  const before = await rows(server);
  await expect
    .poll(() => get("/ready"))
    .toMatchObject({
      status: 503,
      body: { code: "UNAVAILABLE", exception_message: "Service Unavailable: the database is read-only." },
    });
  const writes: [string, object][] = [
    ["/flows/", { name: "another" }],
    ["/flow_runs/", { flow_id: flow.id, state: { type: "SCHEDULED" } }],
    [`/deployments/${deployment.id}/create_flow_run`, {}],
    [`/flow_runs/${running.id}/set_state`, enter("COMPLETED")],
    ["/work_pools/p/claim", claim],
    [`/worker_sessions/${session}/renew`, { runs: [] }],
    ["/logs/", [{ name: "n", level: 20, message: "m", timestamp: new Date().toISOString() }]],
    [
      "/events/",
      [{ id: randomUUID(), event: "e", occurred: new Date().toISOString(), resource: { "prefect.resource.id": "r" } }],
    ],
    [
      "/task_runs/",
      { task_key: "t", dynamic_key: "0", flow_run_id: running.id, name: "t", state: { type: "PENDING" } },
    ],
  ];
  for (const [path, body] of writes) {
    // A connection that is cut at that moment has no reason to tell yet.
    await expect
      .poll(() => ask(apiUrl, "POST", path, body), { message: path })
      .toMatchObject({
        status: 503,
        body: { code: "UNAVAILABLE", exception_message: "Service Unavailable: the database is read-only." },
      });
  }
  expect((await ask(apiUrl, "POST", "/flow_runs/filter", {}))?.body).toHaveLength(2);
  expect((await get("/health")).status).toBe(200);
  expect(await rows(server)).toEqual(before);

  await becomeReadOnly(false);
  await expect.poll(() => get("/ready")).toMatchObject({ status: 200 });
  const { runs } = await post("/work_pools/p/claim", claim);
  expect(runs.map((run: { flow_run: { id: string } }) => run.flow_run.id)).toEqual([due.id]);
  expect((await post(`/flow_runs/${running.id}/set_state`, enter("COMPLETED"))).status).toBe("ACCEPT");
});
