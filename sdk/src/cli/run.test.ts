import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { filterFlowRuns, filterFlows, filterLogs, readFlowRun } from "../contract/index.js";
import { type FakePlane, fakePlane } from "../../test/cli/fake-plane.js";
import { flow, flowRun, id, log, state } from "../../test/cli/fixtures.js";
import { kedgeCommand } from "../../test/cli/kedge-command.js";

const kedge = kedgeCommand();
let plane: FakePlane;
beforeAll(async () => {
  plane = await fakePlane();
});
afterAll(() => plane.close());

describe.concurrent("wrong usage exits with 2 and says what would be right", () => {
  test.each([
    [["flow-rn", "ls"], "Unknown command 'flow-rn'.", "Did you mean flow-run?"],
    [["flow-run", "list"], "Unknown command 'list'.", "Did you mean ls?"],
    [["flow-run", "ls", "--limt", "3"], "Unknown option '--limt'.", "Did you mean --limit?"],
    [["flow-run", "ls", "--limit", "many"], "Expected a whole number from 1 to 200.", "--help"],
    [["flow-run", "inspect"], "Missing required argument 'run'.", "--help"],
    [["deploy", "x.ts:f", "--pool", "local"], "Required option '-n, --name <name>' not specified.", "--help"],
    [["deployment", "run", "a/b", "-p", "lr"], "Expected key=value.", "--help"],
    [["deployment", "run", "a/b", "--params", "[1]"], "Expected a JSON object", "--help"],
    [["config", "set", "KEDGE_FENCE=1.1"], "A profile may set KEDGE_API_URL", "--help"],
  ])("%j", async (args, message, hint) => {
    const { code, stdout, stderr } = await kedge.run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
  });
});

test("a group without a command shows its commands and exits with 2", async () => {
  const { code, stderr } = await kedge.run(["flow-run"]);
  expect(code).toBe(2);
  expect(stderr).toContain("Usage: kedge flow-run");
});

test("--help and --version exit with 0", async () => {
  const help = await kedge.run(["deployment", "run", "--help"]);
  expect(help).toMatchObject({ code: 0, stderr: "" });
  expect(help.stdout).toContain("Exit codes: 0 done, 1 failed, 2 wrong usage.");
  expect(await kedge.run(["--version"])).toEqual({ code: 0, stdout: "0.0.0-test\n", stderr: "" });
});

describe("with --json an error is one JSON object on stderr, and stdout stays empty", () => {
  test("for a command that failed", async () => {
    const env = { KEDGE_API_URL: "http://127.0.0.1:1/api" };
    const { code, stdout, stderr } = await kedge.run(["flow-run", "ls", "--json"], { env });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(JSON.parse(stderr)).toEqual({
      error: {
        code: "PLANE_UNREACHABLE",
        message: expect.stringContaining("http://127.0.0.1:1/api (from KEDGE_API_URL)") as string,
        hint: expect.stringContaining("kedge server start") as string,
      },
    });
  });

  test("for wrong usage", async () => {
    const { code, stderr } = await kedge.run(["flow-run", "ls", "--json", "--nope"]);
    expect(code).toBe(2);
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: "USAGE", message: "Unknown option '--nope'." } });
  });
});

test("piped output has no colours unless they are forced, and NO_COLOR beats that", async () => {
  plane.on(filterFlowRuns, () => [flowRun(state("FAILED"))]);
  plane.on(filterFlows, () => [flow()]);
  const list = async (env: Record<string, string>) =>
    (await kedge.run(["flow-run", "ls"], { env: { KEDGE_API_URL: plane.apiUrl, ...env } })).stdout.includes("\u001b[");
  expect(await list({})).toBe(false);
  expect(await list({ CI: "1" })).toBe(false);
  expect(await list({ FORCE_COLOR: "1" })).toBe(true);
  expect(await list({ FORCE_COLOR: "1", NO_COLOR: "1" })).toBe(false);
});

test("a reader that closes the pipe early ends the command without an error", async () => {
  plane.on(readFlowRun, () => flowRun(state("COMPLETED")));
  plane.on(filterLogs, () => Array.from({ length: 200 }, (_, n) => log(n, { message: "x".repeat(10_000) })));
  const { child, ended } = kedge.start(["flow-run", "logs", id(10)], { env: { KEDGE_API_URL: plane.apiUrl } });
  await once(child.stdout, "data");
  child.stdout.destroy();
  expect(await ended).toMatchObject({ code: 0, stderr: "" });
});
