import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { connect } from "../../src/db/connect.js";
import { expectSound } from "../expect-sound.js";
import { scratchHome } from "../scratch-home.js";
import { startScratchDatabase } from "../scratch-database.js";
import { ask } from "./patient-client.js";
import { startServerProcess } from "./server-process.js";

const CLIENTS = 8;
const ANSWERED_BEFORE_THE_KILL = 150;

interface Creation {
  readonly key: string;
  /** The run's id, when the creation was answered. */
  readonly id: string | null;
}

it(
  "of a server killed with its database, every run whose creation was answered is there",
  { timeout: 60_000 },
  async () => {
    const home = await scratchHome();
    const first = await startServerProcess({ home, port: 0 });
    const flow = await ask(first.apiUrl, "POST", "/flows/", { name: "created-in-a-loop" });
    const create = (apiUrl: string, key: string) =>
      ask(apiUrl, "POST", "/flow_runs/", { flow_id: flow!.body.id, idempotency_key: key });

    const creations: Creation[] = [];
    let killed: Promise<void> | undefined;
    const client = async () => {
      for (;;) {
        const key = randomUUID();
        const answer = await create(first.apiUrl, key);
        creations.push({ key, id: answer?.status === 201 ? answer.body.id : null });
        if (answer === null) return;
        expect(answer.status).toBe(201);
        if (creations.length >= ANSWERED_BEFORE_THE_KILL) killed ??= first.kill(home);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    await killed;
    const answered = creations.filter(({ id }) => id !== null);
    expect(answered.length).toBeGreaterThanOrEqual(ANSWERED_BEFORE_THE_KILL);

    const second = await startServerProcess({ home, port: 0 });
    const found = await ask(second.apiUrl, "POST", "/flow_runs/count", {});
    // Of those that were not answered any may have been created; sent again under their key they are not created twice.
    expect(found!.body).toBeGreaterThanOrEqual(answered.length);
    expect(found!.body).toBeLessThanOrEqual(creations.length);
    for (const { key, id } of creations) {
      const again = await create(second.apiUrl, key);
      if (id === null) continue;
      expect(again!.status).toBe(200);
      expect(again!.body.id).toBe(id);
    }
    const total = await ask(second.apiUrl, "POST", "/flow_runs/count", {});
    expect(total!.body).toBe(creations.length);
    await second.stop();

    const database = await startScratchDatabase(home);
    const { sql, close } = connect({ url: database.url, connections: 1 });
    await expectSound(sql);
    await close();
  },
);
