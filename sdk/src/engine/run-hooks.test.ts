import { execFile } from "node:child_process";
import { expect, test } from "vitest";
import { usePlane } from "../../test/plane/use-plane.js";
import type { FlowRun, StateType } from "../contract/index.js";

const used = usePlane();
const program = new URL("./run-hooks.ts", import.meta.url).pathname;
const flows = new URL("../../test/flows/", import.meta.url).pathname;

/** Starts the program for a run, as a worker does, and resolves with its exit code and error output. */
function runHooks(run: FlowRun, entrypoint = "deployed.ts:hooked"): Promise<{ code: number; errors: string }> {
  const environment = { KEDGE_FLOW_RUN_ID: run.id, KEDGE_FENCE: "1.7", KEDGE_ENTRYPOINT: entrypoint };
  return new Promise((resolve) => {
    const options = { cwd: flows, env: { ...process.env, ...environment } };
    const child = execFile(process.execPath, ["--import", "tsx", program], options, (_, __, errors) =>
      resolve({ code: child.exitCode ?? -1, errors }),
    );
  });
}

function endedRun(type: StateType, message: string | null = null): FlowRun {
  const run = used.plane.schedule("hooked", {});
  used.plane.force(run, "RUNNING");
  used.plane.force(run, type, message);
  return run;
}

const lines = () => used.plane.logs.map(({ message }) => message);

test("a crashed run's hooks run in their order, past one that throws, and the flow does not", async () => {
  const run = endedRun("CRASHED", "The process was killed by SIGKILL.");
  await expect(runHooks(run)).resolves.toMatchObject({ code: 0 });
  const [first, thrown, second, own, finished, ...rest] = lines();
  expect(first).toMatch(/^Running hook .* in response to entering state 'Crashed'/);
  expect(thrown).toMatch(/An error was encountered[^]*the pager is away/);
  expect([second, own]).toEqual([
    expect.stringMatching(/^Running hook/),
    `${run.name} crashed: The process was killed by SIGKILL.`,
  ]);
  expect(finished).toMatch(/finished running successfully/);
  expect(rest).toEqual([]);
  expect(used.plane.logs.every(({ flow_run_id }) => flow_run_id === run.id)).toBe(true);
  expect(used.plane.states(run)).toEqual(["Pending", "Running", "Crashed"]);
});

test("a cancelled run's hooks are those of the cancellation", async () => {
  await runHooks(endedRun("CANCELLED"));
  expect(lines()).toContain("was cancelled");
});

test.each(["FAILED", "SCHEDULED"] as const)("a run that is %s has no missed hooks", async (type) => {
  await expect(runHooks(endedRun(type))).resolves.toMatchObject({ code: 0 });
  expect(lines()).toEqual([]);
});

test("code that cannot be loaded is said in the run's log, and the run stays as it is", async () => {
  const run = endedRun("CRASHED");
  await expect(runHooks(run, "nowhere.ts:hooked")).resolves.toMatchObject({ code: 1 });
  expect(lines()).toEqual([expect.stringMatching(/its hooks were not run\. There is no file .*nowhere\.ts/)]);
  expect(used.plane.lastState(run).type).toBe("CRASHED");
});
