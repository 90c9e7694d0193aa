import { describe, expect, it } from "vitest";
import { ChannelWorker } from "../channel-worker.js";
import { newDeployment } from "../limited-deployment.js";
import type { TestPlane } from "../plane.js";
import { startTwoServers } from "./two-servers.js";

const ask = async ({ request }: TestPlane, method: string, path: string, body?: object) => {
  const reply = await request(method, path, body);
  expect(reply.status, JSON.stringify(reply.body)).toBeLessThan(300);
  return reply.body;
};

const listeners = async ({ plane }: TestPlane): Promise<number[]> => {
  const rows = await plane.sql<{ pid: number }[]>`
    select pid from pg_stat_activity where datname = current_database() and application_name = 'kedge-notices'`;
  return rows.map(({ pid }) => pid);
};

/** Until the server behind `pool` has looked, found nothing, and will only look again when told. */
async function untilHeldUp({ request }: TestPlane, runId: string, worker: ChannelWorker): Promise<void> {
  const why = async () => (await request("GET", `/flow_runs/${runId}/why`)).body.reasons.length;
  await expect.poll(why, { timeout: 20_000 }).not.toBe(0);
  expect(await worker.quiet()).toEqual([]);
}

describe("a server whose line to the others is cut", () => {
  it("finds by one look what it was not told of meanwhile", async () => {
    const { planes, sockets, line } = await startTwoServers();
    const { name: pool, newRun } = await newDeployment(planes[0]);
    const worker = await ChannelWorker.connect(sockets[1].url, { pool, free: 5 });
    await line.refuse();
    const missed = [await newRun(), await newRun()];
    // The other server has told it, and nobody has heard.
    await planes[0].plane.notifier.drained();
    expect(await worker.quiet()).toEqual([]);
    await line.heal();
    const given = [await worker.next(), await worker.next()];
    expect(given.map(({ run }) => run.flow_run.id).sort()).toEqual(missed.sort());
    worker.close();
  });

  it("listens again when Postgres has ended its session, and is told as before", async () => {
    const { planes, sockets } = await startTwoServers();
    const { name: pool, newRun } = await newDeployment(planes[0]);
    const worker = await ChannelWorker.connect(sockets[1].url, { pool, free: 5 });
    const before = await listeners(planes[0]);
    expect(before).toHaveLength(2);
    await planes[0].plane.sql`select pg_terminate_backend(pid) from unnest(${before}::integer[]) as l(pid)`;
    const duringIt = await newRun();
    expect((await worker.next()).run.flow_run.id).toBe(duringIt);
    const areBack = async () => (await listeners(planes[0])).filter((pid) => !before.includes(pid)).length;
    await expect.poll(areBack, { timeout: 20_000 }).toBe(2);
    // Each has looked when it began to listen; this one is told of.
    const afterwards = await newRun();
    expect((await worker.next()).run.flow_run.id).toBe(afterwards);
    worker.close();
  });
});

type Causes = Record<
  string,
  (
    on: TestPlane,
    name: string,
  ) => Promise<{ held: Awaited<ReturnType<typeof newDeployment>>; free: () => Promise<unknown> }>
>;

/** What keeps a run back, and what lets it go. */
const CAUSES: Causes = {
  "a pause that ends": async (on) => {
    const held = await newDeployment(on, { pool: { is_paused: true } });
    return { held, free: () => ask(on, "PATCH", `/work_pools/${held.name}`, { is_paused: false }) };
  },
  "a run of the same pool that ends": async (on) => {
    const held = await newDeployment(on, { pool: { concurrency_limit: 1 } });
    const id = await held.newRun();
    expect(await held.claim(1)).toHaveLength(1);
    const state = { type: "COMPLETED" };
    return { held, free: () => ask(on, "POST", `/flow_runs/${id}/set_state`, { state, force: true }) };
  },
  "a slot of a named limit that is given back": async (on, name) => {
    const limit = await ask(on, "POST", "/v2/concurrency_limits/", { name, limit: 1 });
    await ask(on, "POST", "/v2/concurrency_limits/increment", { names: [name], slots: 1 });
    const held = await newDeployment(on, { deployment: { global_concurrency_limit_id: limit.id } });
    return { held, free: () => ask(on, "POST", "/v2/concurrency_limits/decrement", { names: [name], slots: 1 }) };
  },
  "a run of another pool under the same named limit that ends": async (on, name) => {
    const { id: limitId } = await ask(on, "POST", "/v2/concurrency_limits/", { name, limit: 1 });
    const shared = { deployment: { global_concurrency_limit_id: limitId } };
    const other = await newDeployment(on, shared);
    const id = await other.newRun();
    expect(await other.claim(1)).toHaveLength(1);
    const held = await newDeployment(on, shared);
    const state = { type: "COMPLETED" };
    return { held, free: () => ask(on, "POST", `/flow_runs/${id}/set_state`, { state, force: true }) };
  },
};

describe("a run that waits is given to a worker of another server because of", () => {
  it.each(Object.keys(CAUSES))("%s", async (cause) => {
    const { planes, sockets } = await startTwoServers();
    const { held, free } = await CAUSES[cause]!(planes[0], cause);
    const worker = await ChannelWorker.connect(sockets[1].url, { pool: held.name, free: 5 });
    const id = await held.newRun();
    await untilHeldUp(planes[1], id, worker);
    await free();
    expect((await worker.next()).run.flow_run.id).toBe(id);
    worker.close();
  });
});
