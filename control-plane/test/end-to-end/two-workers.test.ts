import { fileURLToPath } from "node:url";
import { startWorker } from "@kedge/worker";
import { afterAll, beforeAll, expect, it } from "vitest";
import { silentLog } from "../../src/log.js";
import { startTestServer, type TestServer } from "../server.js";

const RUNS = 200;
const REPORT_RUN = fileURLToPath(new URL("report-run.mjs", import.meta.url));

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

async function post(path: string, body: object): Promise<{ id: string }> {
  const reply = await fetch(`${server.apiUrl}${path}`, { method: "POST", body: JSON.stringify(body) });
  expect(reply.status).toBeLessThan(300);
  return (await reply.json()) as { id: string };
}

it(
  "two workers on one pool run each of 200 runs exactly once, by the database's own history",
  { timeout: 120_000 },
  async () => {
    const flow = await post("/flows/", { name: "twice-served" });
    await post("/work_pools/", { name: "shared", type: "process" });
    const deployment = await post("/deployments/", {
      name: "d",
      flow_id: flow.id,
      work_pool_name: "shared",
      job_variables: { command: `${process.execPath} ${REPORT_RUN}` },
    });
    await Promise.all(Array.from({ length: RUNS }, () => post(`/deployments/${deployment.id}/create_flow_run`, {})));

    const options = { apiUrl: server.apiUrl, pool: "shared", limit: 8, pollIntervalMs: 100, log: silentLog };
    const workers = await Promise.all(["a", "b"].map((name) => startWorker({ ...options, name })));
    const { sql } = server.database;
    await allEnded();
    await Promise.all(workers.map((worker) => worker.drain()));

    const histories = await sql`
    select r.attempt, r.run_count, array_agg(s.type order by s.timestamp) as states,
           array_agg(distinct s.message) filter (where s.message like 'Claimed by worker %') as claims
    from flow_run r join flow_run_state s on s.flow_run_id = r.id
    -- On a slow machine a run may be marked late before its turn comes.
    where s.name <> 'Late' group by r.id, r.attempt, r.run_count`;
    expect(histories).toHaveLength(RUNS);
    for (const { attempt, run_count, states } of histories) {
      expect({ attempt, run_count, states }).toEqual({
        attempt: 1,
        run_count: 1,
        states: ["SCHEDULED", "PENDING", "RUNNING", "COMPLETED"],
      });
    }
    expect(new Set(histories.flatMap(({ claims }) => claims))).toEqual(
      new Set(["Claimed by worker a.", "Claimed by worker b."]),
    );
    expect(await sql`select 1 from lease`).toHaveLength(0);
    expect(await sql`select 1 from due_run`).toHaveLength(0);
  },
);

/** Looks at the fact itself until it is so. */
async function allEnded(): Promise<void> {
  await expect
    .poll(async () => (await server.database.sql`select 1 from flow_run where not is_terminal(state_type)`).length, {
      timeout: 110_000,
      interval: 250,
    })
    .toBe(0);
}
