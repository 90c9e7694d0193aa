import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { usePlane } from "../../test/plane/use-plane.js";

const used = usePlane();
const program = new URL("../../test/programs/local.ts", import.meta.url).pathname;

/** Runs the program, sends it a signal once it is ready, and tells how it ended. */
async function run(ending: string, signal?: NodeJS.Signals) {
  const child = spawn(process.execPath, ["--import", "tsx", program, ending], {
    env: { ...process.env, KEDGE_LOGGING_CONSOLE: "on" },
  });
  let output = "";
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  child.stdout.on("data", (chunk: Buffer) => {
    const wasReady = output.includes("ready");
    output += chunk.toString();
    if (signal !== undefined && !wasReady && output.includes("ready")) child.kill(signal);
  });
  const [code, killedBy] = (await once(child, "close")) as [number | null, string | null];
  return { code, killedBy, output, errors };
}

const lastState = () => used.plane.lastState(used.plane.flowRun("local"));
const lastTaskState = () => used.plane.taskRun("step-0").states.at(-1);

describe("a program that runs its own flow", () => {
  test("and calls process.exit has reported the run, its task and its last lines", async () => {
    await expect(run("exit")).resolves.toMatchObject({ code: 3 });
    const message = "The process exited with code 3 while the run was active.";
    expect(lastState()).toMatchObject({ type: "CRASHED", message });
    expect(lastTaskState()).toMatchObject({ type: "CRASHED", message });
    expect(used.plane.logs.map((line) => line.message)).toEqual(
      expect.arrayContaining([expect.stringContaining("Beginning flow run"), "ready", message]),
    );
  });

  test("and throws where nobody catches it has reported the run, prints the error and exits with 1", async () => {
    await expect(run("throwLater")).resolves.toMatchObject({
      code: 1,
      errors: expect.stringContaining("Error: in a timer"),
    });
    expect(lastState()).toMatchObject({ type: "CRASHED" });
    expect(lastTaskState()).toMatchObject({ type: "CRASHED" });
  });

  test.each(["SIGINT", "SIGTERM"] as const)(
    "and is stopped by %s has reported the run and dies of it",
    async (signal) => {
      await expect(run("wait", signal)).resolves.toMatchObject({ killedBy: signal });
      expect(lastState()).toMatchObject({
        type: "CRASHED",
        message: `The process was ended by ${signal} while the run was active.`,
      });
      expect(lastTaskState()).toMatchObject({ type: "CRASHED" });
    },
  );

  test("and handles the signal itself goes on", async () => {
    await expect(run("handled", "SIGINT")).resolves.toMatchObject({ code: 0 });
    expect(lastState()).toMatchObject({ type: "COMPLETED" });
  });

  test("prints its lines for people, on stderr", async () => {
    const { output, errors } = await run("wait", "SIGTERM");
    expect(output).toBe("ready\n");
    expect(errors).toMatch(/^\d\d:\d\d:\d\d\.\d{3} \| INFO {5}\| Flow run 'run-0' - Beginning flow run 'run-0'/);
  });
});
