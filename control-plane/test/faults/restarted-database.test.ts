import { expect, it, onTestFinished } from "vitest";
import { connect } from "../../src/db/connect.js";
import { startEmbeddedPostgres } from "../../src/db/embedded/index.js";
import { silentLog } from "../../src/log.js";
import { startServer } from "../../src/main.js";
import { verifyInstallation } from "../../src/verify/verify-installation.js";
import { scratchHome } from "../scratch-home.js";
import { expectAllDoneOnce, queueRuns, startWorkers } from "./shaken-workers.js";

const RUNS = 60;
const ENDS_BETWEEN_RESTARTS = 15;

it(
  "a server whose Postgres is stopped or killed again and again under load heals each time, and its workers lose nothing",
  { timeout: 180_000 },
  async () => {
    const home = await scratchHome();
    let postgres = await startEmbeddedPostgres({ home, log: silentLog });
    onTestFinished(() => postgres.stop());
    const { url } = postgres;
    const server = await startServer({ port: 0, databaseUrl: url, log: silentLog });
    onTestFinished(() => server.stop());
    await queueRuns(server.apiUrl, RUNS);

    let restarts = 0;
    let restarting: Promise<void> = Promise.resolve();
    const restart = async (isKilled: boolean) => {
      if (isKilled) {
        process.kill(postgres.pid, "SIGKILL");
        await postgres.exited;
      } else {
        await postgres.stop();
      }
      postgres = await startEmbeddedPostgres({ home, log: silentLog });
      expect(postgres.url).toBe(url);
    };
    let ends = 0;
    await startWorkers(server.apiUrl, () => {
      if (++ends % ENDS_BETWEEN_RESTARTS !== 0 || ends >= RUNS) return;
      const isKilled = ++restarts % 2 === 0;
      restarting = restarting.then(() => restart(isKilled));
    });
    const other = connect({ url, connections: 1, applicationName: "observer" });
    onTestFinished(() => other.close());
    const open = async () => {
      await restarting;
      return (await other.sql`select 1 from flow_run where not is_terminal(state_type)`).length;
    };
    await expect.poll(open, { timeout: 150_000 }).toBe(0);
    expect(restarts).toBe(RUNS / ENDS_BETWEEN_RESTARTS - 1);
    await expectAllDoneOnce(other.sql, RUNS);
    const findings = await verifyInstallation({ databaseUrl: url });
    expect(findings.flatMap(({ violations }) => violations)).toEqual([]);
  },
);
