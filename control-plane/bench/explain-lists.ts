import { parseArgs } from "node:util";
import { sql, type SQL } from "drizzle-orm";
import type { FlowRunSort, RelatedFilters, StateType } from "kedge/contract";
import { connect } from "../src/db/connect.js";
import { flowRunsWhere } from "../src/db/filters/flow-runs-where.js";
import { taskRunsWhere } from "../src/db/filters/task-runs-where.js";
import { runComposed } from "../src/db/run-composed.js";
import { flowRun } from "../src/db/schema/flow-run.js";
import { taskRun } from "../src/db/schema/task-run.js";
import { flowRunOrder } from "../src/db/sorts/flow-run-sort.js";
import { taskRunOrder } from "../src/db/sorts/task-run-sort.js";
import { DEFAULT_WORKSPACE_ID } from "../src/plane.js";

/**
 * How Postgres answers lists and counts on a database that `seed-runs.ts` filled: for each sort and filter the time it
 * takes by EXPLAIN (ANALYZE), best of three, and the nodes of the plan with the rows that a filter threw away.
 *
 *   npx tsx control-plane/bench/explain-lists.ts --database-url postgres://…
 */
const { values } = parseArgs({ options: { "database-url": { type: "string" } } });
if (!values["database-url"]) throw new Error("--database-url names a database that seed-runs.ts has filled");

const database = connect({ url: values["database-url"], connections: 1 });
await database.sql`set statement_timeout = 0`;

interface PlanNode {
  "Node Type": string;
  "Index Name"?: string;
  "Rows Removed by Filter"?: number;
  "Actual Loops": number;
  Plans?: PlanNode[];
}

interface Explained {
  "Planning Time": number;
  "Execution Time": number;
  Plan: PlanNode;
}

async function explain(title: string, statement: SQL): Promise<void> {
  let best: Explained | undefined;
  for (let i = 0; i < 3; i++) {
    const rows = await runComposed<{ "QUERY PLAN": Explained[] }>(
      database.sql,
      sql`explain (analyze, format json) ${statement}`,
    );
    const explained = rows[0]!["QUERY PLAN"][0]!;
    if (!best || explained["Execution Time"] < best["Execution Time"]) best = explained;
  }
  const time = best!["Execution Time"].toFixed(2).padStart(9);
  console.log(`${title.padEnd(46)} ${time} ms  ${nodesOf(best!.Plan).join(" < ")}`);
}

function nodesOf(node: PlanNode): string[] {
  const index = node["Index Name"] ? ` ${node["Index Name"]}` : "";
  const removed = (node["Rows Removed by Filter"] ?? 0) * node["Actual Loops"];
  const self = `${node["Node Type"]}${index}${removed > 0 ? ` (-${removed})` : ""}`;
  return [self, ...(node.Plans ?? []).flatMap(nodesOf)];
}

function list(filters: RelatedFilters, sort: FlowRunSort, offset = 0): SQL {
  return sql`
    select * from ${flowRun} where ${flowRunsWhere(DEFAULT_WORKSPACE_ID, filters)}
    order by ${flowRunOrder[sort]} limit 50 offset ${offset}`;
}

function count(filters: RelatedFilters): SQL {
  return sql`select count(*) from ${flowRun} where ${flowRunsWhere(DEFAULT_WORKSPACE_ID, filters)}`;
}

const inStates = (...any_: StateType[]): RelatedFilters => ({ flow_runs: { state: { type: { any_ } } } });
const [{ now } = { now: "" }] = await database.sql<
  { now: string }[]
>`select max(expected_start_time) as now from flow_run`;
const [{ middle } = { middle: "" }] = await database.sql<{ middle: string }[]>`
  select id as middle from flow order by name offset 100 limit 1`;
const [{ run } = { run: "" }] = await database.sql<{ run: string }[]>`
  select id as run from flow_run order by id desc offset 1000 limit 1`;
const lastDay = new Date(Date.parse(now) - 86_400_000).toISOString();

const FILTERS: Record<string, RelatedFilters> = {
  "state RUNNING (0.006 %)": inStates("RUNNING"),
  "states FAILED, CRASHED (7 %)": inStates("FAILED", "CRASHED"),
  "states RUNNING, PENDING, CANCELLING": inStates("RUNNING", "PENDING", "CANCELLING"),
  "not COMPLETED": { flow_runs: { state: { type: { not_any_: ["COMPLETED"] } } } },
  "state name Cancelled (0.5 %)": { flow_runs: { state: { name: { any_: ["Cancelled"] } } } },
  "state name of no run": { flow_runs: { state: { name: { any_: ["Late"] } } } },
  "one flow (0.3 %)": { flows: { id: { any_: [middle] } } },
  "one flow by name": { flows: { name: { any_: ["flow-150"] } } },
  "one flow, FAILED": { flows: { id: { any_: [middle] } }, ...inStates("FAILED") },
  "deployments by name": { deployments: { name: { any_: ["production"] } } },
  "without a deployment": { flow_runs: { deployment_id: { is_null_: true } } },
  "a pool": { work_pools: { name: { any_: ["pool-2"] } } },
  "a tag (10 %)": { flow_runs: { tags: { all_: ["nightly"] } } },
  "a tag (0.01 %)": { flow_runs: { tags: { all_: ["batch-110"] } } },
  "a tag of no run": { flow_runs: { tags: { any_: ["nope"] } } },
  "the last day": { flow_runs: { start_time: { after_: lastDay } } },
  "ended in the last day": { flow_runs: { end_time: { after_: lastDay } } },
  "having a failed task run": { task_runs: { state: { type: { any_: ["FAILED"] } } } },
  "a rare tag or CANCELLED": {
    flow_runs: { operator: "or_", tags: { all_: ["batch-110"] }, state: { type: { any_: ["CANCELLED"] } } },
  },
  "name like_ (one run)": { flow_runs: { name: { like_: "c4ca42" } } },
};

console.log("\nEvery order");
for (const sort of Object.keys(flowRunOrder) as FlowRunSort[]) await explain(sort, list({}, sort));
console.log("\nEvery order of the COMPLETED (92 %)");
for (const sort of Object.keys(flowRunOrder) as FlowRunSort[]) await explain(sort, list(inStates("COMPLETED"), sort));
console.log("\nEvery order of the CANCELLED (0.5 %)");
for (const sort of Object.keys(flowRunOrder) as FlowRunSort[]) await explain(sort, list(inStates("CANCELLED"), sort));
console.log("\nFilters, START_TIME_DESC");
for (const [title, filters] of Object.entries(FILTERS)) await explain(title, list(filters, "START_TIME_DESC"));
console.log("\nLater pages of the COMPLETED, START_TIME_DESC");
for (const offset of [0, 1000, 10_000, 100_000]) {
  await explain(`offset ${offset}`, list(inStates("COMPLETED"), "START_TIME_DESC", offset));
}
console.log("\nCounts");
await explain("all", count({}));
await explain("COMPLETED", count(inStates("COMPLETED")));
for (const [title, filters] of Object.entries(FILTERS)) await explain(title, count(filters));
console.log("\nTask runs");
for (const [sort, order] of Object.entries(taskRunOrder)) {
  const where = taskRunsWhere(DEFAULT_WORKSPACE_ID, {});
  await explain(sort, sql`select * from ${taskRun} where ${where} order by ${order} limit 50`);
}
const ofRun = taskRunsWhere(DEFAULT_WORKSPACE_ID, { task_runs: { flow_run_id: { any_: [run] } } });
await explain(
  "of a flow run, EXPECTED_START_TIME_DESC",
  sql`select * from ${taskRun} where ${ofRun} order by ${taskRunOrder.EXPECTED_START_TIME_DESC} limit 50`,
);
await database.close();
