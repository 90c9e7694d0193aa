import { randomUUID } from "node:crypto";
import type { Connection } from "../../src/db/connect.js";
import type { Invariant } from "../../src/verify/index.js";
import { startTestPlane, type TestPlane } from "../plane.js";

export interface BreakablePlane extends TestPlane {
  /** Ids of runs, each in another situation. */
  readonly runs: {
    /** In the queue, since now. */
    readonly due: string;
    /** Claimed once, RUNNING under its lease. */
    readonly leased: string;
    /** Claimed once, PAUSED in its process. */
    readonly paused: string;
    /** Failed, retried in its process, completed. */
    readonly retried: string;
  };
  /** Created PENDING, then COMPLETED. */
  readonly taskRun: string;
  /** What the invariant finds after `breakIt`, which is undone at once. */
  broken(invariant: Invariant, breakIt: (sql: Connection) => Promise<unknown>): Promise<string[]>;
}

class Undone extends Error {
  override readonly name = "Undone";
}

/** A sound database with a run in every situation that an invariant speaks of, to be broken by hand. */
export async function startBreakablePlane(): Promise<BreakablePlane> {
  const plane = await startTestPlane();
  const post = async (path: string, body: object) => {
    const reply = await plane.request("POST", path, body);
    if (reply.status >= 300) throw new Error(`${path} answered ${reply.status}: ${JSON.stringify(reply.body)}`);
    return reply.body;
  };
  const flow_id = (await post("/flows/", { name: "f" })).id;
  await post("/work_pools/", { name: "p", type: "process" });
  const deployment = await post("/deployments/", { name: "d", flow_id, work_pool_name: "p" });
  const scheduled = async () => (await post(`/deployments/${deployment.id}/create_flow_run`, {})).id as string;
  const propose = async (id: string, ...types: string[]) => {
    for (const type of types) await post(`/flow_runs/${id}/set_state`, { state: { type } });
    return id;
  };
  const claimed = async () => {
    const id = await scheduled();
    await post("/work_pools/p/claim", { session_id: randomUUID(), worker_name: "w", slots: 1 });
    return id;
  };

  const leased = await propose(await claimed(), "RUNNING");
  const paused = await propose(await claimed(), "RUNNING", "PAUSED");
  const policy = { empirical_policy: { retries: 1, retry_delay: 0 } };
  const retried = (await post("/flow_runs/", { flow_id, ...policy })).id as string;
  await propose(retried, "RUNNING", "FAILED", "RUNNING", "COMPLETED");
  const task = { name: "t-0", task_key: "t", dynamic_key: "0", flow_run_id: retried, state: { type: "PENDING" } };
  const taskRun = (await post("/task_runs/", task)).id as string;
  await post(`/task_runs/${taskRun}/set_state`, { state: { type: "COMPLETED" } });

  return {
    ...plane,
    runs: { due: await scheduled(), leased, paused, retried },
    taskRun,
    async broken(invariant, breakIt) {
      let found: string[] = [];
      try {
        await plane.plane.sql.begin(async (transaction) => {
          await breakIt(transaction);
          found = (await invariant.check(transaction)).map(({ subject, detail }) => `${subject}: ${detail}`);
          throw new Undone();
        });
      } catch (error) {
        if (!(error instanceof Undone)) throw error;
      }
      return found;
    },
  };
}
