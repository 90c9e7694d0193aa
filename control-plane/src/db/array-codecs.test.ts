import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const text = fc.oneof(
  fc.string({ unit: "grapheme" }).filter((value) => !value.includes("\0")),
  fc.constantFrom("", "NULL", "null", "a,b", "{}", '"', "\\", '\\"', " ", "line\nbreak", "{a,b}"),
);

it("an array of texts is what it was when it comes back, whatever is in it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(text)), async (values) => {
      const [row] = await database.sql<{ same: unknown }[]>`select ${values}::text[] as same`;
      expect(row!.same).toEqual(values);
    }),
    { numRuns: 100 },
  );
});

it("elements are read as their type is read outside of an array", async () => {
  const [row] = await database.sql`
    select array[1, null, 3] as integers, array[true, false] as booleans, array[1.5::float8] as doubles,
           array[9007199254740993] as bigints, array['2026-01-02 03:04:05.678901Z'::timestamptz] as instants,
           array['{"a": [1, "x"]}'::jsonb] as documents, '{}'::uuid[] as none, null::text[] as nothing`;
  expect(row).toEqual({
    integers: [1, null, 3],
    booleans: [true, false],
    doubles: [1.5],
    bigints: ["9007199254740993"],
    instants: ["2026-01-02T03:04:05.678901Z"],
    documents: [{ a: [1, "x"] }],
    none: [],
    nothing: null,
  });
});

it("arrays of other things than text are taken as they are", async () => {
  const id = "0190d3a0-0000-7000-8000-000000000000";
  // The client itself takes an array of booleans for a boolean; those are written as texts.
  const [row] = await database.sql`
    select ${[id, null]}::uuid[] as ids, ${[1, 2]}::int[] as integers, ${["flow_run"]}::regclass[]::text[] as tables,
           ${["2026-01-02T03:04:05.678901Z"]}::timestamptz[] as instants`;
  expect(row).toEqual({
    ids: [id, null],
    integers: [1, 2],
    tables: ["flow_run"],
    instants: ["2026-01-02T03:04:05.678901Z"],
  });
});

it("an array of arrays is refused rather than read wrong", async () => {
  await expect(database.sql`select array[[1, 2], [3, 4]] as nested`).rejects.toThrow("one dimension");
});

it("a literal that was written beforehand is passed on", async () => {
  const [row] = await database.sql`select ${'{a,"b c"}'}::text[] as written`;
  expect(row).toEqual({ written: ["a", "b c"] });
});
