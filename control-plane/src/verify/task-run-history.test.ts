import { uuidv7 } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startBreakablePlane, type BreakablePlane } from "../../test/invariants/breakable-plane.js";
import type { Connection } from "../db/connect.js";
import { taskRunHistory } from "./task-run-history.js";

let plane: BreakablePlane;
beforeAll(async () => {
  plane = await startBreakablePlane();
});
afterAll(() => plane.stop());

const broken = (breakIt: (sql: Connection) => Promise<unknown>) => plane.broken(taskRunHistory, breakIt);

it("a late record that won against a newer one is found", async () => {
  const late = (sql: Connection) => sql`
    update task_run t set state_id = s.id, state_type = s.type, state_name = s.name, state_timestamp = s.timestamp
    from task_run_state s where t.id = ${plane.taskRun} and s.task_run_id = t.id and s.type = 'PENDING'`;
  expect(await broken(late)).toEqual([expect.stringMatching(/the run is PENDING.*its newest state is COMPLETED/)]);
});

it("a state that the run says something else of is found", async () => {
  const renamed = (sql: Connection) => sql`update task_run set state_name = 'Cached' where id = ${plane.taskRun}`;
  expect(await broken(renamed)).toHaveLength(1);
});

it("a newer state that never reached the run is found", async () => {
  const newer = (sql: Connection) => sql`
    insert into task_run_state (workspace_id, id, task_run_id, type, name, timestamp)
    select workspace_id, ${uuidv7()}, id, 'FAILED', 'Failed', clock_timestamp() from task_run where id = ${plane.taskRun}`;
  expect(await broken(newer)).toEqual([expect.stringContaining("its newest state is FAILED/Failed")]);
});

it("of two states of one instant either may be current", async () => {
  const twin = (sql: Connection) => sql`
    insert into task_run_state (workspace_id, id, task_run_id, type, name, timestamp)
    select workspace_id, ${uuidv7()}, id, 'FAILED', 'Failed', state_timestamp from task_run where id = ${plane.taskRun}`;
  expect(await broken(twin)).toEqual([]);
});
