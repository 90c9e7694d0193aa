import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../server.js";
import { expectEndsToStand } from "./acknowledged.js";
import { liveThrough } from "./lifecycle.js";
import { ask } from "./patient-client.js";
import { connect, type Database } from "../../src/db/connect.js";
import { silentLog } from "../../src/log.js";

const CLIENTS = 16;
const RUNS_OF_EACH = 15;
/** All of the server's connections are cut whenever this many runs have started since the last time. */
const STARTS_BETWEEN_CUTS = 20;

let server: TestServer;
let other: Database;

beforeAll(async () => {
  // It complains of every cut, as it should.
  server = await startTestServer({ log: silentLog });
  other = connect({ url: server.database.url, connections: 1, applicationName: "the-one-that-cuts" });
});
afterAll(async () => {
  await other.close();
  await server.stop();
});

it(
  "a server whose connections are cut again and again answers right or not at all, and heals",
  { timeout: 60_000 },
  async () => {
    const flow = await ask(server.apiUrl, "POST", "/flows/", { name: "cut-off" });
    const cuts: Promise<number>[] = [];
    const cut = async () => {
      const ended = await other.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name like 'kedge%'`;
      return ended.length;
    };
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
    await expectEndsToStand(server.database.sql, ends);
    const runs = await server.database.sql`select count(*)::int as runs from flow_run`;
    expect(runs).toEqual([{ runs: CLIENTS * RUNS_OF_EACH }]);
  },
);
