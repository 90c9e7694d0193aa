import { uuidv7 } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startBreakablePlane, type BreakablePlane } from "../../test/invariants/breakable-plane.js";
import { reportsOnce } from "./reports-once.js";

const SPOOL = uuidv7();

let plane: BreakablePlane;
beforeAll(async () => {
  plane = await startBreakablePlane();
  const sent_at = new Date().toISOString();
  const line = { name: "n", level: 20, message: "m", timestamp: sent_at, flow_run_id: plane.runs.leased };
  const reports = [{ kind: "log", line }, { kind: "nonsense" }];
  await plane.request("POST", "/reports/", { spool_id: SPOOL, first_seq: 1, sent_at, reports });
});
afterAll(() => plane.stop());

it("a mark that was moved without its reports is found", async () => {
  const found = await plane.broken(reportsOnce, (sql) => sql`update spool_mark set acknowledged = acknowledged + 1`);
  expect(found).toEqual([`spool ${SPOOL}: 3 acknowledged, of which 1 applied, 0 missing, 1 put aside`]);
});

it("a report that was applied twice is found", async () => {
  const found = await plane.broken(reportsOnce, (sql) => sql`update spool_mark set applied = applied + 1`);
  expect(found).toEqual([expect.stringContaining("of which 2 applied")]);
});

it("a report that was put aside and is nowhere is found", async () => {
  const found = await plane.broken(reportsOnce, (sql) => sql`delete from set_aside_report`);
  expect(found).toEqual([`spool ${SPOOL}: 1 put aside, of which 0 are kept, the last at 0 of 2`]);
});

it("a mark that was lost is found by what was put aside", async () => {
  const found = await plane.broken(reportsOnce, (sql) => sql`delete from spool_mark`);
  expect(found).toEqual([`spool ${SPOOL}: report 2 is put aside, and the spool is not known`]);
});
