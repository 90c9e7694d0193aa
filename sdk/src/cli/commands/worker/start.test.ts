import { afterAll, beforeAll, expect, test } from "vitest";
import { filterWorkPools, readWorkPool } from "../../../contract/index.js";
import { ErrorAnswer, type FakePlane, fakePlane, notThere } from "../../../../test/cli/fake-plane.js";
import { workPool } from "../../../../test/cli/fixtures.js";
import { kedgeCommand } from "../../../../test/cli/kedge-command.js";

const kedge = kedgeCommand();

/** A worker in shape only: what is tested here is the command around it. */
const WORKER = `
export async function startWorker({ log, ...options }) {
  log.info("pulling", { limit: options.limit, warm: options.warm, queues: options.workQueues });
  const alive = setInterval(() => {}, 1000);
  return {
    name: options.name,
    active: options.limit,
    async drain() {
      if (options.limit > 0) await new Promise(() => {});
      clearInterval(alive);
    },
    async kill() { log.warn("killed"); },
  };
}`;

let plane: FakePlane;
beforeAll(async () => {
  kedge.installPeer("@kedge/worker", WORKER);
  plane = await fakePlane();
  plane.on(readWorkPool, ({ params }) => (params.name === "local" ? workPool() : notThere()));
  plane.on(filterWorkPools, () => []);
});
afterAll(() => plane.close());

const start = (...args: string[]) =>
  kedge.start(["worker", "start", "--name", "w", ...args], { env: { KEDGE_API_URL: plane.apiUrl } });

test("the first Ctrl-C says what is waited for, the second stops the runs", async () => {
  const running = start("--pool", "local", "--limit", "2", "--warm", "3", "-q", "fast", "-q", "slow");
  await running.says("limit=2 warm=3 queues=fast,slow");
  await running.says("Worker w is ready for runs of local");
  running.child.kill("SIGINT");
  await running.says("Waiting for 2 runs to end. Ctrl-C again stops them.");
  running.child.kill("SIGINT");
  const { code, stderr } = await running.ended;
  expect(code).toBe(130);
  expect(stderr).toContain("killed");
});

test("where no plane answers, the worker is started all the same: it waits", async () => {
  const running = kedge.start(["worker", "start", "--pool", "local", "--limit", "1"], {
    env: { KEDGE_API_URL: "http://127.0.0.1:1/api" },
  });
  await running.says("is ready for runs of local (http://127.0.0.1:1/api)");
  running.child.kill("SIGKILL");
  await running.ended;
});

test("a wrong address or key ends it at once, and says where it came from", async () => {
  const misspelt = kedge.start(["worker", "start", "--pool", "local"], {
    env: { KEDGE_API_URL: "http://no-such-host.invalid/api" },
  });
  expect(await misspelt.ended).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/no-such-host\.invalid\/api \(from .*KEDGE_API_URL/) as string,
  });
  const closed = await fakePlane();
  closed.on(readWorkPool, () => new ErrorAnswer(401, "UNAUTHORIZED", "Unauthorized"));
  const keyless = kedge.start(["worker", "start", "--pool", "local"], { env: { KEDGE_API_URL: closed.apiUrl } });
  expect(await keyless.ended).toMatchObject({ code: 1, stderr: expect.stringContaining("KEDGE_API_KEY") as string });
  await closed.close();
});

test("a pool that does not exist is an error that says how to create it", async () => {
  const { code, stderr } = await start("--pool", "lokal").ended;
  expect(code).toBe(1);
  expect(stderr).toContain("There is none yet.\n  Create it: kedge work-pool create lokal --type process");
});
