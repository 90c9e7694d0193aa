import * as fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.js";
import { plainArray, textArray } from "./array-literal.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

it("any text comes back from Postgres as it was", async () => {
  const text = fc.string({ unit: "binary" }).filter((value) => !value.includes("\0"));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(text)), async (values) => {
      const rows =
        await database.sql`select x from unnest(${textArray(values)}::text[]) with ordinality as t(x, i) order by i`;
      expect(rows.map((row) => row.x)).toEqual(values);
    }),
  );
});

it("ids, numbers and instants need no quotes, and null is null", async () => {
  const rows = await database.sql`
    select * from unnest(
      ${plainArray(["00000000-0000-7000-8000-000000000001", null])}::uuid[],
      ${plainArray([1.5, null])}::float8[],
      ${plainArray([true, null])}::boolean[],
      ${plainArray(["2026-01-02T03:04:05.678901Z", null])}::timestamptz[]) as t(id, number, flag, instant)`;
  expect([...rows]).toEqual([
    { id: "00000000-0000-7000-8000-000000000001", number: 1.5, flag: true, instant: "2026-01-02T03:04:05.678901Z" },
    { id: null, number: null, flag: null, instant: null },
  ]);
});
