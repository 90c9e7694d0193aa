import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Entrypoint } from "../entrypoint/entrypoint.js";
import { KedgeError } from "../errors.js";
import { FlowDescription } from "./flow-description.js";

const Answer = z.union([
  z.object({ flow: FlowDescription, warnings: z.array(z.string()) }),
  z.object({ error: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }) }),
]);

const PROGRAM = fileURLToPath(new URL("./describe-node-program.js", import.meta.url));

/**
 * Loads a TypeScript or JavaScript flow in a process of its own: the user's module may print, exit, or keep the process
 * alive, and none of it may reach the command that asks. What it prints goes to stderr.
 */
export async function describeNodeFlow(request: {
  readonly entrypoint: Entrypoint;
  /** The file, absolute. */
  readonly path: string;
  readonly directory: string;
  readonly warn: (message: string) => void;
}): Promise<FlowDescription> {
  const { path, directory, entrypoint } = request;
  const target = entrypoint.name === undefined ? path : `${path}:${entrypoint.name}`;
  const child = fork(PROGRAM, [target, directory], { cwd: directory, stdio: ["ignore", 2, 2, "ipc"] });
  const answer = await new Promise<z.output<typeof Answer>>((resolve, reject) => {
    child.once("message", (message) => resolve(Answer.parse(message)));
    child.once("error", reject);
    child.once("exit", (code, signal) => reject(endedEarly(path, code, signal)));
  });
  if ("flow" in answer) {
    for (const warning of answer.warnings) request.warn(warning);
    return answer.flow;
  }
  throw new KedgeError(answer.error.code, answer.error.message, { hint: answer.error.hint });
}

function endedEarly(path: string, code: number | null, signal: string | null): KedgeError {
  const how = signal === null ? `ended the process with exit code ${code}` : `was ended by ${signal}`;
  return new KedgeError("ENTRYPOINT_FAILED", `${path} ${how} while it was loaded.`, {
    hint: "The module runs whenever its flow is deployed or started: keep work, and process.exit, inside the flow.",
  });
}
