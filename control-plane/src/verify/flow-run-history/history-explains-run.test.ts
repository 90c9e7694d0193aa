import { uuidv7 } from "kedge/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startBreakablePlane, type BreakablePlane } from "../../../test/invariants/breakable-plane.js";
import type { Connection } from "../../db/connect.js";
import { historyExplainsRun } from "./history-explains-run.js";

let plane: BreakablePlane;
beforeAll(async () => {
  plane = await startBreakablePlane();
});
afterAll(() => plane.stop());

const broken = (breakIt: (sql: Connection) => Promise<unknown>) => plane.broken(historyExplainsRun, breakIt);

describe("a run that is not what its history comes to is found", () => {
  it.each([
    ["state_id", "gen_random_uuid()"],
    ["state_type", "'FAILED'"],
    ["state_name", "'Cached'"],
    ["state_timestamp", "state_timestamp + interval '1 microsecond'"],
    ["state_message", "'nobody said that'"],
    ["state_data", `'{"type": "reference"}'`],
    ["state_details", `state_details || '{"cache_key": "k"}'`],
    ["run_count", "run_count + 1"],
    ["run_count", "run_count - 1"],
    ["expected_start_time", "expected_start_time - interval '1 hour'"],
    ["next_scheduled_start_time", "clock_timestamp()"],
    ["start_time", "null"],
    ["end_time", "clock_timestamp()"],
    ["total_run_time", "total_run_time + 0.01"],
  ])("%s = %s", async (column, value) => {
    const changed = (sql: Connection) =>
      sql.unsafe(`update flow_run set ${column} = ${value} where id = '${plane.runs.retried}'`);
    expect(await broken(changed)).toEqual([
      expect.stringMatching(new RegExp(`^flow run ${plane.runs.retried}: ${column} is .*, its history comes to`)),
    ]);
  });
});

describe("a path that the rules do not allow is found", () => {
  const between = (type: string, isForced = false) =>
    broken(
      (sql) => sql`
        insert into flow_run_state (workspace_id, id, flow_run_id, type, name, timestamp, is_forced)
        select workspace_id, ${uuidv7()}, flow_run_id, ${type}, ${type}, timestamp + interval '1 microsecond', ${isForced}
        from flow_run_state where flow_run_id = ${plane.runs.retried} and type = 'PENDING'`,
    );
  const isIllegal = (found: string[]) => found.some((detail) => detail.includes("cannot be followed by"));

  it("a pause before anything runs, a run after a cancel was asked for", async () => {
    expect(isIllegal(await between("PAUSED"))).toBe(true);
    expect(isIllegal(await between("CANCELLING"))).toBe(true);
  });

  it("but not where somebody forced it", async () => {
    expect(isIllegal(await between("PAUSED", true))).toBe(false);
  });

  it("nor where it is allowed", async () => {
    expect(isIllegal(await between("CRASHED"))).toBe(false);
  });

  it("a run that started before its time", async () => {
    const early = (sql: Connection) => sql`
      update flow_run_state set state_details = state_details || '{"scheduled_time": "2999-01-01T00:00:00.000000Z"}'
      where flow_run_id = ${plane.runs.retried} and type = 'SCHEDULED'`;
    expect(isIllegal(await broken(early))).toBe(true);
  });

  it("a transition that was applied twice", async () => {
    const transitionId = JSON.stringify({ transition_id: uuidv7() });
    const twice = (sql: Connection) => sql`
      update flow_run_state set state_details = state_details || ${transitionId}::text::jsonb
      where flow_run_id = ${plane.runs.retried}`;
    expect(isIllegal(await broken(twice))).toBe(true);
  });

  it("two states of one instant", async () => {
    const found = await broken(
      (sql) => sql`
        update flow_run_state set timestamp = (select created from flow_run where id = ${plane.runs.retried})
        where flow_run_id = ${plane.runs.retried} and type = 'COMPLETED'`,
    );
    expect(found.some((detail) => detail.includes("is not after"))).toBe(true);
  });
});

it("a history without its beginning is found, unless it has been trimmed", async () => {
  const forget = (sql: Connection) => sql`
    delete from flow_run_state where flow_run_id = ${plane.runs.retried} and type <> 'COMPLETED'`;
  expect(await broken(forget)).toEqual([expect.stringContaining("its first state is of")]);
  const trimmed = async (sql: Connection) => {
    await forget(sql);
    await sql`update flow_run set created = '2020-01-01' where id = ${plane.runs.retried}`;
  };
  expect(await broken(trimmed)).toEqual([]);
});

it("a run whose states are all missing is found", async () => {
  const lost = (sql: Connection) => sql`delete from flow_run_state where flow_run_id = ${plane.runs.due}`;
  expect(await broken(lost)).toEqual([`flow run ${plane.runs.due}: no state of it is in the history`]);
});

it("a suspended run that is cancelled after its time was cancelled, not failed", async () => {
  const { request } = plane;
  const post = async (path: string, body: object) => (await request("POST", path, body)).body;
  const flow_id = (await post("/flows/", { name: "expired" })).id;
  const state_details = { pause_reschedule: true, pause_timeout: "2020-01-01T00:00:00Z" };
  for (const type of ["CANCELLING", "CANCELLED"]) {
    const run = await post("/flow_runs/", { flow_id, state: { type: "PAUSED", state_details } });
    await post(`/flow_runs/${run.id}/set_state`, { state: { type } });
  }
  expect(await historyExplainsRun.check(plane.plane.sql)).toEqual([]);
});
