import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  bulkSetFlowRunState,
  countFlowRuns,
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
  resumeFlowRun,
  setFlowRunState,
  type State,
  type TransitionResult,
  UNCERTAIN_LABEL,
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
    const filters = [
      "--state",
      "failed",
      "--state",
      "Late",
      "--flow",
      "etl",
      "--deployment",
      "etl/nightly",
      "--tag",
      "a",
      "--tag",
      "b",
    ];
    expect((await kedge("ls", "--limit", "3", ...filters)).stdout).toBe("No flow runs.\n");
    expect(plane.heard(filterFlowRuns).at(-1)?.body).toMatchObject({
      limit: 3,
      flows: { name: { any_: ["etl"] } },
      flow_runs: {
        deployment_id: { any_: [id(30)] },
        tags: { all_: ["a", "b"] },
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

  test("and shown as uncertain when reports of it are lost", async () => {
    plane.on(filterFlowRuns, () => [flowRun(state("RUNNING"), { labels: { [UNCERTAIN_LABEL]: "3 are missing" } })]);
    expect((await kedge("inspect", "wise-otter")).stdout).toMatch(/^uncertain +3 are missing$/m);
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
    const asked = plane.heard(setFlowRunState).at(-1)?.body.state;
    expect(asked?.type).toBe("CANCELLING");
    expect(asked?.state_details.cancelled_by).toMatch(/^.+@.+$/);
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

describe("cancel of many", () => {
  const found = [10, 11, 12].map((number) => flowRun(state("RUNNING"), { id: id(number) }));
  const accepted: TransitionResult = {
    status: "ACCEPT",
    state: state("CANCELLING"),
    details: { type: "accept_details" },
  };
  const refused: TransitionResult = {
    status: "ABORT",
    state: null,
    details: { type: "abort_details", reason: "it has just ended" },
  };

  beforeAll(() => {
    plane.on(countFlowRuns, () => found.length);
    const cancelled = new Set<string>();
    plane.on(filterFlowRuns, ({ body }) => {
      const except = body.flow_runs?.id?.not_any_ ?? [];
      return found.filter((run) => !cancelled.has(run.id) && !except.includes(run.id));
    });
    plane.on(bulkSetFlowRunState, ({ body }) => ({
      results: (body.flow_runs?.id?.any_ ?? []).map((flow_run_id) => {
        if (flow_run_id === id(11)) return { flow_run_id, ...refused };
        cancelled.add(flow_run_id);
        return { flow_run_id, ...accepted };
      }),
    }));
  });

  test("asks first, and where there is nobody to ask somebody must have said yes", async () => {
    const { code, stderr } = await kedge("cancel", "--all");
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "Error: Cancel 3 flow runs?\n  There is no terminal to ask at: add --yes.\n",
    });
    expect(plane.heard(bulkSetFlowRunState)).toEqual([]);
  });

  test("cancels every run that has not ended, until none is left, and says which refused", async () => {
    const { code, stdout } = await kedge("cancel", "--all", "--yes");
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `Cancelled 2.\n${id(11)} was not cancelled: it has just ended\n`,
    });
    expect(plane.heard(filterFlowRuns).at(-1)?.body.flow_runs?.state?.type?.any_).toEqual([
      "SCHEDULED",
      "PENDING",
      "RUNNING",
      "PAUSED",
    ]);
  });

  test("one run and many at once is wrong usage", async () => {
    expect((await kedge("cancel")).code).toBe(2);
    expect((await kedge("cancel", id(10), "--all")).code).toBe(2);
  });
});

describe("suspend and resume", () => {
  const answers = (status: TransitionResult["status"], now: State, details: TransitionResult["details"]) => () => ({
    status,
    state: now,
    details,
  });
  const paused = state("PAUSED", { state_details: { run_input_keyset: { schema: "s", response: "r" } } });

  test("suspends with a time limit", async () => {
    plane.on(readFlowRun, () => flowRun(state("RUNNING")));
    plane.on(setFlowRunState, answers("ACCEPT", state("PAUSED", { name: "Suspended" }), { type: "accept_details" }));
    const { stdout } = await kedge("suspend", id(10), "--timeout", "60");
    expect(stdout).toBe("wise-otter is PAUSED (Suspended)\n");
    expect(plane.heard(setFlowRunState).at(-1)?.body.state).toMatchObject({
      type: "PAUSED",
      name: "Suspended",
      state_details: { pause_reschedule: true, pause_timeout: expect.any(String) },
    });
  });

  test("pauses a run where it is, and says why it cannot", async () => {
    plane.on(readFlowRun, () => flowRun(state("RUNNING")));
    plane.on(setFlowRunState, answers("ACCEPT", state("PAUSED"), { type: "accept_details" }));
    expect((await kedge("pause", id(10))).stdout).toBe("wise-otter is PAUSED\n");
    expect(plane.heard(setFlowRunState).at(-1)?.body.state).toMatchObject({
      type: "PAUSED",
      name: "Paused",
      message: expect.stringMatching(/^Paused by .+ from the command line\.$/),
      state_details: { pause_reschedule: false, pause_timeout: null },
    });
    const reason = "Only a running flow can be paused; this run is COMPLETED.";
    plane.on(setFlowRunState, answers("REJECT", state("COMPLETED"), { type: "reject_details", reason }));
    const { code, stderr } = await kedge("pause", id(10));
    expect({ code, stderr }).toEqual({ code: 1, stderr: `Error: wise-otter was not paused.\n  ${reason}\n` });
  });

  test("resumes with the input that is given", async () => {
    plane.on(readFlowRun, () => flowRun(paused));
    plane.on(resumeFlowRun, answers("ACCEPT", state("RUNNING"), { type: "accept_details" }));
    const input = ["--input-json", '{"a": 1, "b": 2}', "--input", "b=true", "--input", "c=text"];
    expect((await kedge("resume", id(10), ...input)).stdout).toBe("wise-otter is RUNNING\n");
    expect(plane.heard(resumeFlowRun).at(-1)?.body.run_input).toEqual({ a: 1, b: true, c: "text" });
  });

  test("is told what is wrong with the input", async () => {
    plane.on(
      resumeFlowRun,
      answers("REJECT", paused, { type: "abort_details", reason: "'approve' is a required property" }),
    );
    const { code, stderr } = await kedge("resume", id(10));
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "Error: wise-otter was not resumed.\n  'approve' is a required property\n",
    });
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
