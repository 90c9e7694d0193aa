import fc from "fast-check";
import { expect, it } from "vitest";
import { ChannelWorker } from "../channel-worker.js";
import { limitDeployment, newDeployment } from "../limited-deployment.js";
import type { TestPlane } from "../plane.js";
import { startTwoServers } from "./two-servers.js";

const ROUNDS = 25;
const LIMIT = 3;
/** Of the workers that each server has. */
const SLOTS = [2, 2, 3];

/** What bounds the runs of the one deployment, and so both servers together. */
const BOUNDS: Record<string, { limit: number; set: (plane: TestPlane, pool: string, deployment: string) => unknown }> =
  {
    "nothing at all": { limit: Infinity, set: () => undefined },
    "the pool": {
      limit: LIMIT,
      set: (plane, pool) => plane.request("PATCH", `/work_pools/${pool}`, { concurrency_limit: LIMIT }),
    },
    "the queue": {
      limit: LIMIT,
      set: (plane, pool) => plane.request("PATCH", `/work_pools/${pool}/queues/default`, { concurrency_limit: LIMIT }),
    },
    "the deployment": { limit: LIMIT, set: (plane, _pool, id) => limitDeployment(plane, id, LIMIT) },
  };

/** Runs that are created at the same moment: so many over the one server, so many over the other. */
const bursts = fc.tuple(fc.nat(6), fc.nat(6));

it.each(Object.keys(BOUNDS))(
  "two servers that assign at the same moment, bounded by %s: each run reaches one worker, once, and no limit is exceeded",
  { timeout: 120_000 },
  async (bound) => {
    const { planes, sockets } = await startTwoServers();
    const { name: pool, id } = await newDeployment(planes[0]);
    const { limit, set } = BOUNDS[bound]!;
    await set(planes[0], pool, id);
    const inHand = new Map<string, () => void>();
    const reached: string[] = [];
    let onReached = () => {};
    const workers = await Promise.all(
      sockets.flatMap(({ url }) => SLOTS.map((free) => ChannelWorker.connect(url, { pool, free }))),
    );
    const serving = workers.map((worker, i) =>
      worker.serve(SLOTS[i % SLOTS.length]!, ({ flow_run: run }, end) => {
        reached.push(run.id);
        inHand.set(run.id, end);
        onReached();
      }),
    );

    const create = async (plane: TestPlane): Promise<string> => {
      const reply = await plane.request("POST", `/deployments/${id}/create_flow_run`, {});
      return reply.body.id;
    };
    const created: string[] = [];
    const { sql } = planes[0].plane;
    await fc.assert(
      fc.asyncProperty(bursts, async (counts) => {
        const burst = counts.flatMap((count, server) => Array.from({ length: count }, () => create(planes[server]!)));
        created.push(...(await Promise.all(burst)));
        for (let left = burst.length; left > 0;) {
          // None ends before all are in hand that may be at once.
          while (inHand.size < Math.min(left, limit)) await new Promise<void>((resolve) => (onReached = resolve));
          expect((await sql`select from held_lease`).length).toBeLessThanOrEqual(limit);
          left -= inHand.size;
          for (const [runId, end] of inHand) {
            inHand.delete(runId);
            end();
          }
        }
      }),
      { numRuns: ROUNDS, endOnFailure: true },
    );
    // Sorted, so that a run that was handed out twice stands there twice.
    expect(reached.sort()).toEqual(created.sort());
    const allEnded = async () =>
      (await sql`select from flow_run where state_type <> 'COMPLETED' or attempt <> 1`).length;
    await expect.poll(allEnded, { timeout: 60_000 }).toBe(0);
    expect(await sql`select from lease`).toHaveLength(0);
    for (const worker of workers) worker.close();
    await Promise.all(serving);
  },
);
