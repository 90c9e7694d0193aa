import type { DeploymentScheduleUpdate } from "kedge/contract";
import { expect, it } from "vitest";
import type { ScheduleRow } from "../db/rows/schedule-row.js";
import { planPatch } from "./plan-patch.js";

const CRON = { cron: "0 9 * * *", timezone: null, day_or: true };

function row(id: string, slug: string | null = id): ScheduleRow {
  return { id, slug, schedule: CRON, active: true, max_scheduled_runs: null, parameters: {}, missed_runs: null };
}

function plan(existing: ScheduleRow[], wanted: DeploymentScheduleUpdate[]) {
  const { insert, update, deleteIds } = planPatch(existing, wanted, {
    now: "2026-01-01T00:00:00Z",
    newId: () => "new",
  });
  const idAndSlug = ({ id, slug }: ScheduleRow) => [id, slug];
  return { insert: insert.map(idAndSlug), update: update.map(idAndSlug), deleteIds };
}

it("schedules with slugs are changed or added by them, and the others stay", () => {
  expect(
    plan(
      [row("a"), row("b")],
      [
        { slug: "a", active: false },
        { slug: "c", schedule: CRON },
      ],
    ),
  ).toEqual({ update: [["a", "a"]], insert: [["new", "c"]], deleteIds: [] });
});

it("a schedule is renamed by what it replaces; two may swap their names", () => {
  expect(plan([row("a")], [{ slug: "z", replaces: "a" }]).update).toEqual([["a", "z"]]);
  expect(
    plan(
      [row("a"), row("b")],
      [
        { slug: "b", replaces: "a" },
        { slug: "a", replaces: "b" },
      ],
    ).update,
  ).toEqual([
    ["a", "b"],
    ["b", "a"],
  ]);
});

it("what replaces a schedule that isn't there is added", () => {
  expect(plan([row("a")], [{ slug: "z", replaces: "gone", schedule: CRON }]).insert).toEqual([["new", "z"]]);
});

it("schedules without slugs are replaced", () => {
  expect(plan([row("a", null)], [{ slug: "b", schedule: { cron: "@daily", timezone: null, day_or: true } }])).toEqual({
    insert: [["new", "b"]],
    update: [],
    deleteIds: ["a"],
  });
});

it("a request without slugs is refused where the schedules have them", () => {
  expect(() => plan([row("a")], [{ schedule: CRON }])).toThrow(/provide a slug/);
});

it("renames that collide are refused", () => {
  expect(() => plan([row("a"), row("b")], [{ slug: "b", replaces: "a" }])).toThrow(/'b' already exists/);
  const both = [
    { slug: "x", replaces: "a" },
    { slug: "y", replaces: "a" },
  ];
  expect(() => plan([row("a")], both)).toThrow(/same slug: a/);
});

it("a new schedule has to say when it runs", () => {
  expect(() => plan([row("a")], [{ slug: "b" }])).toThrow(/without a schedule/);
});
