import { sql, type SQL, type Table } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.js";
import { arbitraryFilters } from "../../../test/reads/arbitrary-filters.js";
import { referenceOf } from "../../../test/reads/reference.js";
import { makeWorld, storeWorld } from "../../../test/reads/world.js";
import { DEFAULT_WORKSPACE_ID as workspaceId } from "../../plane.js";
import { runComposed } from "../run-composed.js";
import { deployment } from "../schema/deployment.js";
import { flowRun } from "../schema/flow-run.js";
import { flow } from "../schema/flow.js";
import { log } from "../schema/log.js";
import { taskRun } from "../schema/task-run.js";
import { deploymentsWhere } from "./deployments-where.js";
import { flowRunsWhere } from "./flow-runs-where.js";
import { flowsWhere } from "./flows-where.js";
import { logCondition } from "./log-filter.js";
import { taskRunsWhere } from "./task-runs-where.js";

/** The same rows in another workspace: a condition that forgot the workspace would find twice as many. */
const OTHER_WORKSPACE = "00000000-0000-4000-8000-0000000000ff";

const world = makeWorld();
const reference = referenceOf(world);
const filters = arbitraryFilters(world);
const runs = { numRuns: 150 };

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await storeWorld(database.sql, workspaceId, world);
  await storeWorld(database.sql, OTHER_WORKSPACE, world);
});
afterAll(() => database.close());

async function idsIn(table: Table, where: SQL): Promise<string[]> {
  const rows = await runComposed<{ id: string }>(database.sql, sql`select id from ${table} where ${where}`);
  return rows.map((row) => row.id).sort();
}

function idsOf<Row extends { id: string }>(rows: readonly Row[], matches: (row: Row) => boolean): string[] {
  return rows
    .filter(matches)
    .map((row) => row.id)
    .sort();
}

describe("filters find what the plain reading of them finds", () => {
  it("flow runs, by their own criteria", async () => {
    await fc.assert(
      fc.asyncProperty(filters.flow_runs, async (flow_runs) => {
        const found = await idsIn(flowRun, flowRunsWhere(workspaceId, { flow_runs }));
        expect(found).toEqual(idsOf(world.flow_runs, (row) => reference.isFlowRun(row, { flow_runs })));
      }),
      runs,
    );
  });

  it("flow runs, by related rows", async () => {
    await fc.assert(
      fc.asyncProperty(filters.related, async (related) => {
        const found = await idsIn(flowRun, flowRunsWhere(workspaceId, related));
        expect(found).toEqual(idsOf(world.flow_runs, (row) => reference.isFlowRun(row, related)));
      }),
      runs,
    );
  });

  it("task runs, by their own criteria", async () => {
    await fc.assert(
      fc.asyncProperty(filters.task_runs, async (task_runs) => {
        const found = await idsIn(taskRun, taskRunsWhere(workspaceId, { task_runs }));
        expect(found).toEqual(idsOf(world.task_runs, (row) => reference.isTaskRun(row, { task_runs })));
      }),
      runs,
    );
  });

  it("task runs, by related rows", async () => {
    await fc.assert(
      fc.asyncProperty(filters.related, async (related) => {
        const found = await idsIn(taskRun, taskRunsWhere(workspaceId, related));
        expect(found).toEqual(idsOf(world.task_runs, (row) => reference.isTaskRun(row, related)));
      }),
      runs,
    );
  });

  it("flows", async () => {
    await fc.assert(
      fc.asyncProperty(filters.related, filters.flows, async (related, flows) => {
        const asked = { ...related, flows };
        const found = await idsIn(flow, flowsWhere(workspaceId, asked));
        expect(found).toEqual(idsOf(world.flows, (row) => reference.isFlow(row, asked)));
      }),
      runs,
    );
  });

  it("deployments", async () => {
    await fc.assert(
      fc.asyncProperty(filters.related, filters.deployments, async (related, deployments) => {
        const asked = { ...related, deployments };
        const found = await idsIn(deployment, deploymentsWhere(workspaceId, asked));
        expect(found).toEqual(idsOf(world.deployments, (row) => reference.isDeployment(row, asked)));
      }),
      runs,
    );
  });

  it("log lines", async () => {
    await fc.assert(
      fc.asyncProperty(filters.logs, async (logs) => {
        const where = sql`${log.workspace_id} = ${workspaceId} and ${logCondition(logs)}`;
        expect(await idsIn(log, where)).toEqual(idsOf(world.logs, (row) => reference.isLog(row, logs)));
      }),
      runs,
    );
  });
});

describe("single operators of the grammar", () => {
  const flowRunsBy = (flow_runs: Parameters<typeof reference.isFlowRun>[1]["flow_runs"]) =>
    idsIn(flowRun, flowRunsWhere(workspaceId, { flow_runs }));
  const all = idsOf(world.flow_runs, () => true);
  const named = (...names: string[]) => idsOf(world.flow_runs, (row) => names.includes(row.name));

  it("an empty any_ finds nothing, an empty not_any_ or all_ asks nothing", async () => {
    expect(await flowRunsBy({ id: { any_: [] } })).toEqual([]);
    expect(await flowRunsBy({ tags: { any_: [] } })).toEqual([]);
    expect(await flowRunsBy({ id: { not_any_: [] } })).toEqual(all);
    expect(await flowRunsBy({ tags: { all_: [] } })).toEqual(all);
  });

  it("null and absence ask nothing, at every level", async () => {
    expect(
      await flowRunsBy({ operator: null, id: null, name: { any_: null, like_: null }, state: { type: null } }),
    ).toEqual(all);
    expect(await flowRunsBy(null)).toEqual(all);
  });

  it("like_ takes the wildcards of LIKE for the characters that they are", async () => {
    expect(await flowRunsBy({ name: { like_: "0%" } })).toEqual(named("50%"));
    expect(await flowRunsBy({ name: { like_: "TRAIN_" } })).toEqual(named("train_1"));
    expect(await flowRunsBy({ name: { like_: "\\" } })).toEqual(named(String.raw`back\slash`));
  });

  it("any_ and not_any_ of a state both apply, where Prefect drops the filter", async () => {
    const found = await flowRunsBy({ state: { type: { any_: ["FAILED", "CRASHED"], not_any_: ["FAILED"] } } });
    expect(found).toEqual(idsOf(world.flow_runs, (row) => row.state_type === "CRASHED"));
  });

  it("start_time falls back on the expected start of runs that have not started", async () => {
    const at = world.flow_runs.find((row) => row.start_time === null && row.expected_start_time !== null)!;
    const window = { before_: at.expected_start_time, after_: at.expected_start_time };
    expect(await flowRunsBy({ start_time: window })).toContain(at.id);
    expect(await flowRunsBy({ start_time: { ...window, is_null_: false } })).not.toContain(at.id);
  });

  it("a filter on related rows without criteria asks that there is one", async () => {
    const found = await idsIn(flowRun, flowRunsWhere(workspaceId, { deployments: {} }));
    const known = new Set(world.deployments.map((row) => row.id));
    expect(found).toEqual(idsOf(world.flow_runs, (row) => known.has(row.deployment_id ?? "")));
    expect(found.length).toBeLessThan(all.length);
  });
});
