import { expect, it, onTestFinished } from "vitest";
import { startTestServer } from "../server.js";
import { expectEndsToStand } from "./acknowledged.js";
import { liveThrough } from "./lifecycle.js";
import { ask } from "./patient-client.js";
import { expectAllDoneOnce, queueRuns, startWorkers } from "./shaken-workers.js";
import { connect } from "../../src/db/connect.js";
import { silentLog } from "../../src/log.js";

const CLIENTS = 16;
const RUNS_OF_EACH = 15;
/** All of the server's connections are cut whenever this many runs have started since the last time. */
const STARTS_BETWEEN_CUTS = 20;

/** A server, and the one that cuts all of its connections; `sql` is not among them: a cut is answered before it is felt. */
async function startCutServer() {
  // It complains of every cut, as it should.
  const server = await startTestServer({ log: silentLog });
  onTestFinished(() => server.stop());
  const other = connect({ url: server.database.url, connections: 1, applicationName: "the-one-that-cuts" });
  onTestFinished(() => other.close());
  const cut = async () => {
    const ended = await other.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name like 'kedge%'`;
    return ended.length;
  };
  return { server, cut, sql: other.sql };
}

it(
  "a server whose connections are cut again and again answers right or not at all, and heals",
  { timeout: 60_000 },
  async () => {
    const { server, cut, sql } = await startCutServer();
    const flow = await ask(server.apiUrl, "POST", "/flows/", { name: "cut-off" });
    const cuts: Promise<number>[] = [];
    let starts = 0;
    const onStarted = () => {
      if (++starts % STARTS_BETWEEN_CUTS === 0) cuts.push(cut());
    };
    const whereabouts = { serving: () => Promise.resolve(server.apiUrl) };
    const client = async () => {
      const ends = [];
      for (let i = 0; i < RUNS_OF_EACH; i++) {
        ends.push(await liveThrough(whereabouts, { flowId: flow!.body.id, end: "COMPLETED", onStarted }));
      }
      return ends;
    };
    const ends = (await Promise.all(Array.from({ length: CLIENTS }, client))).flat();

    const cutConnections = (await Promise.all(cuts)).reduce((sum, ended) => sum + ended, 0);
    expect(cutConnections).toBeGreaterThan(CLIENTS);
    expect(ends).toHaveLength(CLIENTS * RUNS_OF_EACH);
    await expectEndsToStand(sql, ends);
    const runs = await sql`select count(*)::int as runs from flow_run`;
    expect(runs).toEqual([{ runs: CLIENTS * RUNS_OF_EACH }]);
  },
);

const RUNS = 120;
const ENDS_BETWEEN_CUTS = 15;

it(
  "claims, renewals and reports of workers whose server is cut off again and again are carried out once",
  { timeout: 120_000 },
  async () => {
    const { server, cut, sql } = await startCutServer();
    await queueRuns(server.apiUrl, RUNS);
    const cuts: Promise<number>[] = [];
    let ends = 0;
    await startWorkers(server.apiUrl, () => {
      if (++ends % ENDS_BETWEEN_CUTS === 0) cuts.push(cut());
    });
    const open = async () => (await sql`select 1 from flow_run where not is_terminal(state_type)`).length;
    await expect.poll(open, { timeout: 100_000 }).toBe(0);
    const cutConnections = (await Promise.all(cuts)).reduce((sum, ended) => sum + ended, 0);
    expect(cutConnections).toBeGreaterThan(RUNS / ENDS_BETWEEN_CUTS);
    await expectAllDoneOnce(sql, RUNS);
  },
);
