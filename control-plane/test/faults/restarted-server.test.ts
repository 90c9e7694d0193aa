import { onTestFinished, expect, it } from "vitest";
import { createTestDatabase } from "../database.js";
import { expectSound } from "../expect-sound.js";
import { expectEndsToStand } from "./acknowledged.js";
import { liveThrough } from "./lifecycle.js";
import { ask } from "./patient-client.js";
import { startServerProcess } from "./server-process.js";

const CLIENTS = 10;
const RUNS_OF_EACH = 20;
const ENDS = ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"];
/** The server is killed whenever this many runs have started since the last time. */
const STARTS_BETWEEN_KILLS = 50;

it(
  "a server that is killed and started again under load loses no end that was answered",
  { timeout: 60_000 },
  async () => {
    const database = await createTestDatabase();
    onTestFinished(() => database.close());
    const options = { databaseUrl: database.url, port: 0 };
    let current = await startServerProcess(options);
    const port = Number(new URL(current.apiUrl).port);
    const flow = await ask(current.apiUrl, "POST", "/flows/", { name: "restarted" });

    let serving = Promise.resolve(current.apiUrl);
    let starts = 0;
    let kills = 0;
    const onStarted = () => {
      if (++starts % STARTS_BETWEEN_KILLS !== 0 || starts >= CLIENTS * RUNS_OF_EACH) return;
      kills += 1;
      serving = current.kill().then(async () => {
        current = await startServerProcess({ ...options, port });
        return current.apiUrl;
      });
    };
    const server = { serving: () => serving };
    const client = async (number: number) => {
      const ends = [];
      for (let i = 0; i < RUNS_OF_EACH; i++) {
        const end = ENDS[(number + i) % ENDS.length]!;
        ends.push(await liveThrough(server, { flowId: flow!.body.id, end, onStarted }));
      }
      return ends;
    };
    const ends = (await Promise.all(Array.from({ length: CLIENTS }, (_, i) => client(i)))).flat();

    expect(kills).toBe(3);
    expect(ends).toHaveLength(CLIENTS * RUNS_OF_EACH);
    expect(new Set(ends.map(({ type }) => type))).toEqual(new Set(ENDS));
    await expectEndsToStand(database.sql, ends);
    await expectSound(database.sql);
    await current.stop();
  },
);
