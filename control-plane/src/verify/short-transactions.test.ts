import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.js";
import { connect } from "../db/connect.js";
import { shortTransactions } from "./short-transactions.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

it("a transaction that somebody holds open is found", async () => {
  const other = connect({ url: database.url, connections: 1, applicationName: "held-open" });
  await other.sql.begin(async (transaction) => {
    await transaction`select 1`;
    const old = await shortTransactions({ mostSeconds: 0, mostIdleSeconds: 60 }).check(database.sql);
    expect(old).toMatchObject([{ invariant: "I15", subject: expect.stringContaining("held-open") }]);
    const idle = await shortTransactions({ mostSeconds: 60, mostIdleSeconds: 0 }).check(database.sql);
    expect(idle).toMatchObject([{ detail: expect.stringMatching(/^idle in transaction since .*select 1/) }]);
    expect(await shortTransactions().check(database.sql)).toEqual([]);
  });
  await other.close();
});

it("a session that bounds neither its statements nor its locks is found", async () => {
  const found = await database.sql.begin(async (transaction) => {
    await transaction`set local statement_timeout = 0`;
    await transaction`set local lock_timeout = '1h'`;
    return shortTransactions().check(transaction);
  });
  expect(found.map(({ detail }) => detail).sort()).toEqual([
    "lock_timeout is 3600000 ms (0: no bound); at most 10000 ms are expected",
    "statement_timeout is 0 ms (0: no bound); at most 30000 ms are expected",
  ]);
});
