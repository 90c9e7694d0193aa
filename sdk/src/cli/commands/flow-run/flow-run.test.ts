import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  deleteFlowRun,
  filterDeployments,
  filterFlowRuns,
  filterFlows,
  filterLogs,
  filterTaskRuns,
  listFlowRunStates,
  readDeploymentByName,
  readFlow,
  readFlowRun,
  setFlowRunState,
  type TransitionResult,
} from "../../../contract/index.js";
import { ErrorAnswer, type FakePlane, fakePlane, notThere } from "../../../../test/cli/fake-plane.js";
import { deployment, flow, flowRun, id, log, state, taskRun } from "../../../../test/cli/fixtures.js";
import { kedgeCommand } from "../../../../test/cli/kedge-command.js";

const command = kedgeCommand();
let plane: FakePlane;
beforeAll(async () => {
  plane = await fakePlane();
  plane.on(filterFlows, () => [flow()]);
  plane.on(readFlow, () => flow());
});
afterAll(() => plane.close());

const kedge = (...args: string[]) => command.run(["flow-run", ...args], { env: { KEDGE_API_URL: plane.apiUrl } });
const json = (text: string): unknown => JSON.parse(text);

describe("ls", () => {
  test("lists runs with their flow, newest first as the server sorts them", async () => {
    plane.on(filterFlowRuns, () => [
      flowRun(state("SCHEDULED", { name: "Late" })),
      flowRun(state("RUNNING"), { id: id(11) }),
    ]);
    const { code, stdout } = await kedge("ls");
    expect(code).toBe(0);
    expect(stdout.split("\n").map((line) => line.split(/ {2,}/))).toEqual([
      ["ID", "NAME", "STATE", "CREATED", "FLOW"],
      [id(10), "wise-otter", "Late", expect.stringMatching(/ago$/), "etl"],
      [id(11), "wise-otter", "Running", expect.stringMatching(/ago$/), "etl"],
      [""],
    ]);
  });

  test("narrows by state types and names, flows, a deployment and a limit", async () => {
    plane.on(filterFlowRuns, () => []);
    plane.on(readDeploymentByName, () => deployment());
    const filters = ["--state", "failed", "--state", "Late", "--flow", "etl", "--deployment", "etl/nightly"];
    expect((await kedge("ls", "--limit", "3", ...filters)).stdout).toBe("No flow runs.\n");
    expect(plane.heard(filterFlowRuns).at(-1)?.body).toMatchObject({
      limit: 3,
      flows: { name: { any_: ["etl"] } },
      flow_runs: {
        deployment_id: { any_: [id(30)] },
        state: { operator: "or_", type: { any_: ["FAILED"] }, name: { any_: ["Late"] } },
      },
    });
  });

  test("--json is the server's own objects", async () => {
    plane.on(filterFlowRuns, () => [flowRun(state("RUNNING"))]);
    expect(json((await kedge("ls", "--json")).stdout)).toEqual([flowRun(state("RUNNING"))]);
  });

  test("an unknown deployment is an error with the nearest one", async () => {
    plane.on(readDeploymentByName, () => notThere());
    plane.on(filterDeployments, () => [deployment()]);
    const { code, stderr } = await kedge("ls", "--deployment", "etl/nigthly");
    expect(code).toBe(1);
    expect(stderr).toBe(
      'Error: There is no deployment "etl/nigthly".\n  Did you mean etl/nightly? List them: kedge deployment ls\n',
    );
  });
});

describe("a run is found", () => {
  test("by its name if only one is called so", async () => {
    plane.on(filterFlowRuns, () => [flowRun(state("RUNNING"))]);
    plane.on(listFlowRunStates, () => [state("PENDING"), state("RUNNING", { message: "off it goes" })]);
    const { code, stdout } = await kedge("inspect", "wise-otter");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^id +019a0000-0000-7000-8000-000000000010$/m);
    expect(stdout).toMatch(/^flow +etl$/m);
    expect(stdout).toMatch(/states\n.*PENDING\n.*RUNNING {2}off it goes/);
  });

  test("not by a name that several have: the error lists their ids", async () => {
    plane.on(filterFlowRuns, () => [flowRun(state("RUNNING")), flowRun(state("RUNNING"), { id: id(11) })]);
    const { code, stderr } = await kedge("inspect", "wise-otter", "--json");
    expect(code).toBe(1);
    expect(json(stderr)).toMatchObject({ error: { code: "AMBIGUOUS", hint: expect.stringContaining(id(11)) } });
  });

  test("not by an id that is unknown", async () => {
    plane.on(readFlowRun, () => notThere());
    const { code, stderr } = await kedge("logs", id(99));
    expect(code).toBe(1);
    expect(stderr).toContain(`There is no flow run "${id(99)}".\n  List them: kedge flow-run ls`);
  });
});

describe("logs", () => {
  const at = (n: number) => `2026-01-02T03:04:05.${String(n).padStart(6, "0")}Z`;
  const stored = Array.from({ length: 450 }, (_, n) => log(n, { timestamp: at(n) }));
  beforeAll(() => {
    plane.on(readFlowRun, () => flowRun(state("COMPLETED")));
    plane.on(filterLogs, ({ body }) => {
      const least = body.logs?.level?.ge_ ?? 0;
      const after = body.logs?.timestamp?.after_ ?? "";
      const matching = stored.filter((line) => line.level >= least && line.timestamp >= after);
      if (body.sort === "TIMESTAMP_DESC") matching.reverse();
      return matching.slice(body.offset, body.offset + body.limit);
    });
  });
  const lines = (stdout: string) => stdout.trimEnd().split("\n");

  test("shows all lines, over as many pages as there are", async () => {
    const shown = lines((await kedge("logs", id(10))).stdout);
    expect(shown).toHaveLength(450);
    expect(shown[449]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} {2}INFO {6}line 449$/);
  });

  test("--head and --tail show the first and the last lines in the order of time", async () => {
    expect(lines((await kedge("logs", id(10), "--head", "2")).stdout).map(last)).toEqual(["line 0", "line 1"]);
    expect(lines((await kedge("logs", id(10), "--tail", "2")).stdout).map(last)).toEqual(["line 448", "line 449"]);
    expect((await kedge("logs", id(10), "--head", "2", "--tail", "2")).code).toBe(2);
  });

  test("--level leaves the lesser lines to the server to leave out", async () => {
    const { stdout, stderr } = await kedge("logs", id(10), "--level", "warning");
    expect({ stdout, stderr }).toEqual({ stdout: "", stderr: "wise-otter has no log lines.\n" });
    expect(plane.heard(filterLogs).at(-1)?.body.logs).toMatchObject({ level: { ge_: 30 } });
  });

  test("--json is one object a line", async () => {
    const { stdout } = await kedge("logs", id(10), "--head", "3", "--json");
    expect(lines(stdout).map(json)).toEqual(stored.slice(0, 3));
  });

  test("--follow ends with the run", async () => {
    plane.on(listFlowRunStates, () => [state("COMPLETED")]);
    const { code, stdout } = await kedge("logs", id(10), "--follow", "--tail", "1");
    expect(code).toBe(0);
    expect(lines(stdout).map(last)).toEqual(["line 449"]);
  });
});

function last(line: string): string | undefined {
  return line.split(/ {2,}/).at(-1);
}

describe("watch", () => {
  beforeAll(() => {
    plane.on(filterLogs, ({ body }) => (body.offset === 0 ? [log(1, { task_run_id: id(20) })] : []));
    plane.on(filterTaskRuns, () => [taskRun(state("RUNNING"))]);
  });
  const ended = (type: "COMPLETED" | "FAILED", message: string) => {
    const final = state(type, { message });
    plane.on(readFlowRun, () => flowRun(final));
    plane.on(listFlowRunStates, () => [final]);
  };

  test("exits with 0 when the run is COMPLETED", async () => {
    ended("COMPLETED", "All states completed.");
    const { code, stdout } = await kedge("watch", id(10));
    expect(code).toBe(0);
    expect(stdout).toMatch(/INFO {6}load-0: line 1\n.*● COMPLETED/);
    expect(stdout).toMatch(/● COMPLETED {2}All states completed\.\n/);
  });

  test("exits with 1 and the reason when it ended otherwise", async () => {
    ended("FAILED", "TypeError: x is null");
    const { code, stderr } = await kedge("watch", id(10));
    expect(code).toBe(1);
    expect(stderr).toBe(
      `Error: wise-otter ended FAILED: TypeError: x is null\n  Its lines: kedge flow-run logs ${id(10)}\n`,
    );
  });

  test("--json is one object a line, the run itself last", async () => {
    ended("COMPLETED", "done");
    const items = (await kedge("watch", id(10), "--json")).stdout.trimEnd().split("\n").map(json);
    expect(items).toEqual([
      { log: log(1, { task_run_id: id(20) }) },
      { state: state("COMPLETED", { message: "done" }) },
      { flow_run: expect.anything() },
    ]);
  });
});

describe("cancel", () => {
  beforeAll(() => plane.on(readFlowRun, () => flowRun(state("RUNNING"))));

  test("proposes CANCELLING and shows what became of it", async () => {
    const replaced: TransitionResult = {
      status: "REJECT",
      state: state("CANCELLED"),
      details: { type: "reject_details", reason: "it has not started" },
    };
    plane.on(setFlowRunState, () => replaced);
    const { code, stdout } = await kedge("cancel", id(10));
    expect({ code, stdout }).toEqual({ code: 0, stdout: "wise-otter is CANCELLED\n" });
    expect(plane.heard(setFlowRunState).at(-1)?.body.state.type).toBe("CANCELLING");
  });

  test("of a run that has ended is refused with the reason", async () => {
    const refused: TransitionResult = {
      status: "ABORT",
      state: null,
      details: { type: "abort_details", reason: "This run has already terminated." },
    };
    plane.on(setFlowRunState, () => refused);
    const { code, stderr } = await kedge("cancel", id(10));
    expect(code).toBe(1);
    expect(stderr).toContain("cannot be cancelled.\n  This run has already terminated.");
  });
});

test("delete names what it deleted", async () => {
  plane.on(readFlowRun, () => flowRun(state("COMPLETED")));
  plane.on(deleteFlowRun, () => null);
  expect(json((await kedge("delete", id(10), "--json")).stdout)).toEqual({ deleted: id(10) });
});

test("an error of the server is shown with its reason", async () => {
  plane.on(filterFlowRuns, () => new ErrorAnswer(500, "INTERNAL", "the disk is full"));
  const { code, stderr } = await kedge("ls");
  expect(code).toBe(1);
  expect(stderr).toContain("the disk is full");
});
