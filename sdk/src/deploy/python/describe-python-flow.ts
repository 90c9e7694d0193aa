import { execFile } from "node:child_process";
import { z } from "zod";
import type { Entrypoint } from "../../entrypoint/entrypoint.js";
import { KedgeError } from "../../errors.js";
import { FlowDescription } from "../flow-description.js";
import { DESCRIBE_SCRIPT } from "./describe-script.js";
import { findPython } from "./find-python.js";
import { flowNotFound } from "./flow-not-found.js";
import { readPythonSource } from "./read-python-source.js";

const Answer = z.union([
  FlowDescription,
  z.object({ problem: z.enum(["no-prefect", "failed"]), message: z.string() }),
  z.object({ problem: z.enum(["plain", "missing"]), flows: z.array(z.string()) }),
]);
type Answer = z.output<typeof Answer>;

export interface PythonRequest {
  readonly entrypoint: Entrypoint;
  /** The file, absolute. */
  readonly path: string;
  readonly directory: string;
  readonly warn: (message: string) => void;
}

/** Asks the user's own Prefect; where it is not installed here, the source is read instead, with a warning. */
export async function describePythonFlow({
  entrypoint,
  path,
  directory,
  warn,
}: PythonRequest): Promise<FlowDescription> {
  const python = await findPython(directory);
  const answer = await ask(python, path, entrypoint.name ?? "", directory);
  if ("name" in answer) return answer;
  switch (answer.problem) {
    case "no-prefect":
      warn(
        `${python} has no Prefect (${answer.message}): the flow's name is read from the source, its parameters are not known.`,
      );
      return readPythonSource(path, entrypoint.name);
    case "failed":
      throw new KedgeError("ENTRYPOINT_FAILED", `${path} failed while it was loaded by ${python}: ${answer.message}`, {
        hint: "The module runs whenever its flow is deployed or started: keep work inside the flow.",
      });
    case "plain":
      throw new KedgeError("ENTRYPOINT_NOT_A_FLOW", `${entrypoint.name} in ${path} is a plain function, not a flow.`, {
        hint: "Put @flow above it: from prefect import flow",
      });
    case "missing":
      throw flowNotFound(path, entrypoint.name, answer.flows);
  }
}

async function ask(python: string, path: string, name: string, directory: string): Promise<Answer> {
  const { stdout, stderr, missing } = await run(python, ["-c", DESCRIBE_SCRIPT, path, name], directory);
  if (missing) return { problem: "no-prefect", message: `${python} was not found` };
  const line = stdout.split("\n").find((candidate) => candidate.startsWith("kedge:"));
  if (line === undefined) return { problem: "failed", message: stderr.trim() || "it ended without an answer" };
  return Answer.parse(JSON.parse(line.slice("kedge:".length)));
}

function run(program: string, args: readonly string[], cwd: string) {
  return new Promise<{ stdout: string; stderr: string; missing: boolean }>((resolve) => {
    execFile(program, args, { cwd, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      resolve({ stdout, stderr, missing: error?.code === "ENOENT" });
    });
  });
}
