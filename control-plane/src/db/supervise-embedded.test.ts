import { expect, it } from "vitest";
import { silentLog } from "../log.js";
import type { EmbeddedPostgres, ExitReason, startEmbeddedPostgres } from "./embedded/index.js";
import { superviseEmbedded } from "./supervise-embedded.js";

/** A Postgres that ends when the test says so. */
function fakePostgres() {
  const ends: ((reason: ExitReason) => void)[] = [];
  const arrivals: (() => void)[] = [];
  const start = (async () => {
    const exited = new Promise<ExitReason>((resolve) => ends.push(resolve));
    for (const arrived of arrivals.splice(0)) arrived();
    return { url: "postgres://there", exited, stop: async () => {} } as unknown as EmbeddedPostgres;
  }) as typeof startEmbeddedPostgres;
  const end = (asked: boolean) => {
    const next = new Promise<void>((resolve) => arrivals.push(resolve));
    ends.at(-1)!({ asked, code: null, signal: "SIGKILL" } as unknown as ExitReason);
    return next;
  };
  return { start, end, starts: () => ends.length };
}

it("a database that was killed is started again", async () => {
  const { start, end, starts } = fakePostgres();
  const supervised = await superviseEmbedded("/home", silentLog, () => {}, start);
  await end(false);
  expect(starts()).toBe(2);
  await supervised.stop();
});

it("a database that keeps ending is given up, with the reason", async () => {
  const { start, end, starts } = fakePostgres();
  const lost = new Promise<Error>((resolve) => {
    void superviseEmbedded("/home", silentLog, resolve, start).then(async () => {
      for (let i = 0; i < 5; i++) await end(false);
      void end(false);
    });
  });
  expect((await lost).message).toContain("6 times within a minute");
  expect(starts()).toBe(6);
});
