import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startBreakablePlane, type BreakablePlane } from "../../test/invariants/breakable-plane.js";
import type { Connection } from "../db/connect.js";
import { queueAndLeases } from "./queue-and-leases.js";

let plane: BreakablePlane;
beforeAll(async () => {
  plane = await startBreakablePlane();
});
afterAll(() => plane.stop());

const broken = (breakIt: (sql: Connection) => Promise<unknown>) => plane.broken(queueAndLeases, breakIt);

it("a lease that an ended run has left behind is found", async () => {
  const { leased } = plane.runs;
  const ended = (sql: Connection) => sql`update flow_run set state_type = 'COMPLETED' where id = ${leased}`;
  expect(await broken(ended)).toEqual([expect.stringContaining(`lease of flow run ${leased}: the run is COMPLETED`)]);
});

it("a lease of a suspended run is found; that of a paused one is its process's", async () => {
  const { paused } = plane.runs;
  const suspended = (sql: Connection) =>
    sql`update flow_run set state_details = state_details || '{"pause_reschedule": true}' where id = ${paused}`;
  expect(await broken(suspended)).toHaveLength(1);
});

it("a lease that no session can renew or lose is found", async () => {
  const { leased } = plane.runs;
  const unknown = (sql: Connection) => sql`update lease set session_id = ${randomUUID()} where flow_run_id = ${leased}`;
  expect(await broken(unknown)).toEqual([expect.stringContaining("the session is unknown")]);
});

it("a run that waits where no claim looks is found", async () => {
  const { due } = plane.runs;
  const forgotten = (sql: Connection) => sql`delete from due_run where flow_run_id = ${due}`;
  expect(await broken(forgotten)).toEqual([`flow run ${due}: SCHEDULED/Scheduled, but not in the due list`]);
});

it("a due row of a run that has started, or is gone, is found", async () => {
  const { due } = plane.runs;
  const started = (sql: Connection) => sql`update flow_run set state_type = 'RUNNING' where id = ${due}`;
  expect(await broken(started)).toEqual([expect.stringContaining("the run is RUNNING")]);
  expect(await broken((sql) => sql`delete from flow_run where id = ${due}`)).toEqual([
    expect.stringContaining("the run is gone"),
  ]);
});

it("a run that is due at another time or in another queue than it waits for is found", async () => {
  const { due } = plane.runs;
  const later = (sql: Connection) => sql`update due_run set due = due + interval '1 hour' where flow_run_id = ${due}`;
  expect(await broken(later)).toHaveLength(1);
  const elsewhere = (sql: Connection) =>
    sql`update due_run set work_queue_id = ${randomUUID()} where flow_run_id = ${due}`;
  expect(await broken(elsewhere)).toHaveLength(1);
});

it("a run that its own process will retry is nobody else's to claim", async () => {
  const { due } = plane.runs;
  const inProcess = (sql: Connection) =>
    sql`update flow_run set empirical_policy = empirical_policy || '{"retry_type": "in_process"}' where id = ${due}`;
  expect(await broken(inProcess)).toEqual([expect.stringContaining("retried in_process")]);
});

it("more slots in use than a limit has are found, unless the limit was lowered under what was held", async () => {
  const limited = (when: string) => async (sql: Connection) => {
    await sql`update work_pool set concurrency_limit = 1, updated = ${when}`;
    await sql`update work_queue set concurrency_limit = 1, updated = ${when}`;
    await sql`
      insert into concurrency_limit (workspace_id, id, name, slot_limit, updated)
      select id, ${randomUUID()}, 'one', 1, ${when} from workspace`;
    await sql`update lease set concurrency_limit_id = (select id from concurrency_limit)`;
  };
  const told = "2 slots are held, the limit is 1";
  expect(await broken(limited("2000-01-01"))).toEqual(
    expect.arrayContaining([
      expect.stringMatching(`work pool p: ${told}`),
      expect.stringMatching(`work queue default .*: ${told}`),
      expect.stringMatching(`limit one: ${told}`),
    ]),
  );
  expect(await broken(limited("infinity"))).toEqual([]);
});
