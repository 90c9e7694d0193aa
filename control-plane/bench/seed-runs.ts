import { parseArgs } from "node:util";
import { connect } from "../src/db/connect.js";
import { migrate } from "../src/db/migrate.js";
import { DEFAULT_WORKSPACE_ID } from "../src/plane.js";

/**
 * Fills a database with runs as a busy year leaves them, for the measurements of lists, counts and charts:
 *
 *   npx tsx control-plane/bench/seed-runs.ts --database-url postgres://… [--runs 1000000] [--task-runs-each 1]
 *
 * 200 flows whose share of the runs falls off steeply, a deployment for half of them, four pools; 90 % COMPLETED, 6 %
 * FAILED, the other states rare, running and scheduled runs among the newest only. Everything is computed from the number of
 * the run, so two seeds of a size are alike.
 */
const { values } = parseArgs({
  options: {
    "database-url": { type: "string" },
    runs: { type: "string", default: "1000000" },
    "task-runs-each": { type: "string", default: "0" },
  },
});
if (!values["database-url"]) throw new Error("--database-url names the database to fill; it is migrated first");

const runs = Number(values.runs);
const taskRunsEach = Number(values["task-runs-each"]);
const database = connect({ url: values["database-url"], connections: 1 });
const { sql } = database;
const started = performance.now();

await migrate(sql);
await sql`set statement_timeout = 0`;
await sql.unsafe(`
  create function pg_temp.id_at(instant timestamptz, n bigint) returns uuid language sql immutable as $$
    select (lpad(to_hex((extract(epoch from instant) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 3)
            || '8' || substr(md5(n::text), 4, 15))::uuid
  $$;
  create function pg_temp.id_of(kind text, n bigint) returns uuid language sql immutable as $$
    select (substr(md5(kind), 1, 8) || '-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid
  $$`);

const workspaceId = DEFAULT_WORKSPACE_ID;
await sql`
  insert into flow (workspace_id, id, name, tags)
  select ${workspaceId}::uuid, pg_temp.id_of('flow', n), 'flow-' || lpad(n::text, 3, '0'), array['team-' || n % 7]
  from generate_series(0, 199) n on conflict do nothing`;
await sql`
  insert into work_pool (workspace_id, id, name, type, default_queue_id)
  select ${workspaceId}::uuid, pg_temp.id_of('pool', n), 'pool-' || n, 'process', pg_temp.id_of('queue', n)
  from generate_series(0, 3) n on conflict do nothing`;
await sql`
  insert into work_queue (workspace_id, id, work_pool_id, name)
  select ${workspaceId}::uuid, pg_temp.id_of('queue', n), pg_temp.id_of('pool', n), 'default'
  from generate_series(0, 3) n on conflict do nothing`;
await sql`
  insert into deployment (workspace_id, id, flow_id, name, work_pool_id, work_queue_id, work_queue_name)
  select ${workspaceId}::uuid, pg_temp.id_of('deployment', n), pg_temp.id_of('flow', n), 'production',
         pg_temp.id_of('pool', n % 4), pg_temp.id_of('queue', n % 4), 'default'
  from generate_series(0, 199, 2) n on conflict do nothing`;

const BATCH = 100_000;
for (let from = 0; from < runs; from += BATCH) {
  const to = Math.min(from + BATCH, runs) - 1;
  await sql`
    insert into flow_run (
      workspace_id, id, created, updated, flow_id, name, deployment_id, work_pool_id, work_queue_id, work_queue_name,
      parameters, tags, labels, empirical_policy, auto_scheduled, state_id, state_type, state_name, state_timestamp,
      state_message, state_data, state_details, run_count, expected_start_time, next_scheduled_start_time, start_time,
      end_time, total_run_time)
    select
      ${workspaceId}::uuid, id, expected, ended, pg_temp.id_of('flow', flow), 'brisk-' || substr(md5(n::text), 1, 6),
      case when flow % 2 = 0 then pg_temp.id_of('deployment', flow) end,
      case when flow % 2 = 0 then pg_temp.id_of('pool', flow % 4) end,
      case when flow % 2 = 0 then pg_temp.id_of('queue', flow % 4) end,
      case when flow % 2 = 0 then 'default' end,
      jsonb_build_object('path', 's3://bucket/' || md5(n::text), 'rate', 0.001 * (n % 100), 'epochs', n % 50),
      case when n % 10 = 0 then array['nightly', 'batch-' || n % 1000] else '{}' end,
      jsonb_build_object('prefect.flow.id', pg_temp.id_of('flow', flow)),
      '{"max_retries":0,"retry_delay_seconds":0,"retries":3,"retry_delay":10,"pause_keys":[],"resuming":false,"retry_type":null}',
      n % 2 = 0, pg_temp.id_at(ended, n), state, initcap(state), ended,
      case when state in ('FAILED', 'CRASHED') then 'Flow run encountered an exception: ValueError: ' || md5(n::text) end,
      case when state = 'COMPLETED' then jsonb_build_object('type', 'ResultRecordMetadata', 'storage_key', md5(n::text),
        'expiration', null, 'serializer', jsonb_build_object('type', 'pickle', 'picklelib', 'cloudpickle')) end,
      jsonb_build_object('flow_run_id', id, 'transition_id', pg_temp.id_of('transition', n)),
      case when state = 'SCHEDULED' then 0 else 1 end, expected,
      case when state = 'SCHEDULED' then expected end,
      case when state not in ('SCHEDULED', 'PENDING') then expected + interval '2 seconds' end,
      case when state in ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED') then ended end,
      case when state = 'SCHEDULED' then 0 else n % 300 end
    from (
      select n, flow, expected, expected + make_interval(secs => 2 + n % 300) as ended, pg_temp.id_at(expected, n) as id,
        case
          when ${runs} - n < 200 then 'SCHEDULED'
          when ${runs} - n < 260 then 'RUNNING'
          when ${runs} - n < 270 then 'PENDING'
          when n % 100 < 6 then 'FAILED'
          when n % 100 < 7 then 'CRASHED'
          when n % 200 = 7 then 'CANCELLED'
          else 'COMPLETED'
        end as state
      from (
        select n, floor(200 * power((n * 7919 % 10007) / 10007.0, 3))::int as flow,
               clock_timestamp() - make_interval(secs => (${runs} - n) * 30 * (1000000.0 / ${runs})) as expected
        from generate_series(${from}::bigint, ${to}::bigint) n
      ) numbered
    ) placed`;
  if (taskRunsEach > 0) await seedTaskRuns(from, to);
  console.log(`${to + 1} runs, ${Math.round((performance.now() - started) / 1000)} s`);
}
await sql`vacuum (analyze)`;
await database.close();

async function seedTaskRuns(from: number, to: number): Promise<void> {
  await sql`
    insert into task_run (
      workspace_id, id, created, updated, flow_run_id, task_key, dynamic_key, name, tags, state_id, state_type, state_name,
      state_timestamp, state_details, run_count, expected_start_time, start_time, end_time, total_run_time)
    select r.workspace_id, pg_temp.id_at(r.expected_start_time, 10000000 + t.n * 50000000 + numbered.n), r.created, r.updated,
           r.id, 'train', t.n::text, 'train-' || t.n, case when t.n % 2 = 0 then array['gpu'] else '{}' end, r.state_id,
           r.state_type, r.state_name, r.state_timestamp, r.state_details, r.run_count, r.expected_start_time, r.start_time,
           r.end_time, r.total_run_time
    from flow_run r
    join (select row_number() over (order by id) as n, id from flow_run
          where workspace_id = ${workspaceId} order by id offset ${from} limit ${to - from + 1}) numbered using (id)
    cross join generate_series(1, ${taskRunsEach}::int) t(n)
    where r.workspace_id = ${workspaceId}`;
}
