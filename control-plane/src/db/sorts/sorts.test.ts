import { sql, type SQL, type Table } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.js";
import { makeWorld, storeWorld } from "../../../test/reads/world.js";
import { DEFAULT_WORKSPACE_ID as workspaceId } from "../../plane.js";
import { runComposed } from "../run-composed.js";
import { deployment } from "../schema/deployment.js";
import { flowRun } from "../schema/flow-run.js";
import { flow } from "../schema/flow.js";
import { log } from "../schema/log.js";
import { taskRun } from "../schema/task-run.js";
import { deploymentOrder } from "./deployment-sort.js";
import { flowRunOrder } from "./flow-run-sort.js";
import { flowOrder } from "./flow-sort.js";
import { logOrder } from "./log-sort.js";
import { taskRunOrder } from "./task-run-sort.js";

const world = makeWorld();
let database: TestDatabase;
/** The place of each name in the database's own alphabet, which is no business of the sorts. */
const rankOfName = new Map<string, number>();

beforeAll(async () => {
  database = await createTestDatabase();
  await storeWorld(database.sql, workspaceId, world);
  const names = await database.sql<{ name: string }[]>`select name from flow order by name`;
  names.forEach(({ name }, i) => rankOfName.set(name, i));
});
afterAll(() => database.close());

async function idsInOrder(table: Table, order: SQL, limit: number | null = null, offset = 0): Promise<string[]> {
  const rows = await runComposed<{ id: string }>(
    database.sql,
    sql`select id from ${table} order by ${order} limit ${limit} offset ${offset}`,
  );
  return rows.map((row) => row.id);
}

type Key = string | number | null;

/** By one value and then by id, both the same way; null is the largest value, as Postgres has it. */
function sorted<Row extends { id: string }>(rows: readonly Row[], key: (row: Row) => Key, direction: "ASC" | "DESC") {
  const sign = direction === "ASC" ? 1 : -1;
  const compare = (a: Key, b: Key): number => {
    if (a === b) return 0;
    if (a === null || b === null) return a === null ? 1 : -1;
    return a < b ? -1 : 1;
  };
  return rows.toSorted((a, b) => sign * (compare(key(a), key(b)) || compare(a.id, b.id))).map((row) => row.id);
}

const byName = (row: { name: string }) => rankOfName.get(row.name)!;

interface Case<Row> {
  table: Table;
  rows: readonly Row[];
  orders: Record<string, SQL>;
  /** What a sort goes by, after the direction is taken off its name. */
  keys: Record<string, (row: Row) => Key>;
}

function define<Row extends { id: string }>({ table, rows, orders, keys }: Case<Row>): void {
  it.each(Object.entries(orders))("%s", async (sort, order) => {
    const [, name, direction] = /^(.*)_(ASC|DESC)$/.exec(sort)!;
    const expected = sorted(rows, keys[name!]!, direction as "ASC" | "DESC");
    expect(await idsInOrder(table, order)).toEqual(expected);
  });

  it("pages of any size put together are the whole list, in every order", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.values(orders)),
        fc.integer({ min: 5, max: rows.length + 1 }),
        async (order, limit) => {
          const pages: string[] = [];
          for (let offset = 0; offset < rows.length; offset += limit) {
            pages.push(...(await idsInOrder(table, order, limit, offset)));
          }
          expect(pages).toEqual(await idsInOrder(table, order));
        },
      ),
      { numRuns: 30 },
    );
  });
}

describe("flow runs", () => {
  define({
    table: flowRun,
    rows: world.flow_runs,
    orders: flowRunOrder,
    keys: {
      ID: (row) => row.id,
      START_TIME: (row) => row.start_time ?? row.expected_start_time,
      EXPECTED_START_TIME: (row) => row.expected_start_time,
      NAME: byName,
      NEXT_SCHEDULED_START_TIME: (row) => row.next_scheduled_start_time,
      END_TIME: (row) => row.end_time,
    },
  });
});

describe("task runs", () => {
  define({
    table: taskRun,
    rows: world.task_runs,
    orders: taskRunOrder,
    keys: {
      ID: (row) => row.id,
      EXPECTED_START_TIME: (row) => row.expected_start_time,
      NAME: byName,
      NEXT_SCHEDULED_START_TIME: (row) => row.next_scheduled_start_time,
      END_TIME: (row) => row.end_time,
    },
  });
});

describe("flows", () => {
  define({
    table: flow,
    rows: world.flows,
    orders: flowOrder,
    keys: { NAME: byName, CREATED: (row) => row.created, UPDATED: (row) => row.updated },
  });
});

describe("deployments", () => {
  define({
    table: deployment,
    rows: world.deployments,
    orders: deploymentOrder,
    keys: { NAME: byName, CREATED: (row) => row.created, UPDATED: (row) => row.updated },
  });
});

describe("log lines", () => {
  define({ table: log, rows: world.logs, orders: logOrder, keys: { TIMESTAMP: (row) => row.timestamp } });
});

/** Orders that a page of must never cost more for there being more rows. Those by name and next start sort. */
const OFF_AN_INDEX: [string, Table, SQL, SQL][] = [
  ...(
    [
      "ID_DESC",
      "START_TIME_ASC",
      "START_TIME_DESC",
      "EXPECTED_START_TIME_ASC",
      "EXPECTED_START_TIME_DESC",
      "END_TIME_DESC",
    ] as const
  ).map((sort): [string, Table, SQL, SQL] => [`flow runs ${sort}`, flowRun, sql`true`, flowRunOrder[sort]]),
  ["flow runs of a state", flowRun, sql`${flowRun.state_type} = 'COMPLETED'`, flowRunOrder.START_TIME_DESC],
  ["flow runs of a state's name", flowRun, sql`${flowRun.state_name} = 'Late'`, flowRunOrder.START_TIME_DESC],
  ["flow runs of a flow", flowRun, sql`${flowRun.flow_id} = ${world.flows[0]!.id}`, flowRunOrder.START_TIME_DESC],
  [
    "flow runs of a deployment",
    flowRun,
    sql`${flowRun.deployment_id} = ${world.deployments[0]!.id}`,
    flowRunOrder.START_TIME_DESC,
  ],
  ...(["ID_DESC", "EXPECTED_START_TIME_ASC", "EXPECTED_START_TIME_DESC"] as const).map(
    (sort): [string, Table, SQL, SQL] => [`task runs ${sort}`, taskRun, sql`true`, taskRunOrder[sort]],
  ),
  ["flows NAME_ASC", flow, sql`true`, flowOrder.NAME_ASC],
];

describe("an index serves the order, ties and all", () => {
  it.each(OFF_AN_INDEX)("%s", async (_, table, where, order) => {
    const plan = await database.sql.begin(async (transaction) => {
      // With three score rows a scan and a sort would be cheaper than any index.
      await transaction`set local enable_seqscan = off`;
      await transaction`set local enable_bitmapscan = off`;
      await transaction`set local enable_sort = off`;
      const statement = sql`
        explain select * from ${table} where workspace_id = ${workspaceId} and ${where} order by ${order} limit 10`;
      return await runComposed<{ "QUERY PLAN": string }>(transaction as never, statement);
    });
    const text = plan.map((row) => row["QUERY PLAN"]).join("\n");
    expect(text).toContain("Index");
    expect(text).not.toContain("Sort");
  });
});
