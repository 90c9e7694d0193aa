import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.js";
import { cacheSweeper } from "./cache-sweeper.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

it("what has expired goes, in bites; what lasts or has no end stays", async () => {
  await database.sql`
    insert into task_run_cache (workspace_id, cache_key, state_id, expiration, state_name, state_details)
    select gen_random_uuid(), 'expired ' || n, gen_random_uuid(), now() - interval '1 second', 'Completed', '{}'::jsonb
    from generate_series(1, 1500) n
    union all select gen_random_uuid(), 'lasts', gen_random_uuid(), now() + interval '1 hour', 'Completed', '{}'
    union all select gen_random_uuid(), 'forever', gen_random_uuid(), null, 'Completed', '{}'`;
  const sweeper = cacheSweeper(database);
  const first = await sweeper.runOnce();
  expect(first).toEqual({ deleted: 1000 });
  expect(sweeper.restAfter!(first)).toBe(0);
  const second = await sweeper.runOnce();
  expect(second).toEqual({ deleted: 500 });
  expect(sweeper.restAfter!(second)).toBe(null);
  const left = await database.sql`select cache_key from task_run_cache order by cache_key`;
  expect(left.map((row) => row.cache_key)).toEqual(["forever", "lasts"]);
});
