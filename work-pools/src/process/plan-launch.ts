import { type Job, StartRefused } from "../runtime.js";
import { type Environment, identityVariables, jobEnvironment, planeVariables } from "./environment.js";
import type { Launch } from "./launch.js";
import { launchNode } from "./launch-node.js";
import { launchPython } from "./launch-python.js";
import { splitCommand } from "./split-command.js";
import type { WorkingDirectory } from "./working-directory.js";

/** Decides by the entrypoint which program carries out the run, unless the job names a command of its own. */
export async function planLaunch(job: Job, directory: WorkingDirectory, inherited: Environment): Promise<Launch> {
  const configured = job.configuration["command"];
  const command = typeof configured === "string" ? splitCommand(configured) : undefined;
  if (command !== undefined && job.identity.program === "hooks") {
    throw new StartRefused("The job variable `command` replaces the program that would know the flow's hooks.");
  }
  const request = { job, directory, inherited, command };
  const language = languageOf(job.code.entrypoint);
  if (language === "python") return launchPython(request);
  if (directory.openSteps.length > 0) {
    throw new StartRefused(
      `The pull step \`${directory.openSteps[0]}\` is not supported for TypeScript flows yet.`,
      "Deploy with `set_working_directory` and a directory that exists where the worker runs.",
    );
  }
  if (language === "node") return launchNode(request);
  if (command === undefined) throw nothingToRun(job.code.entrypoint);
  return { command, environment: jobEnvironment(inherited, planeVariables(job), job, identityVariables(job)) };
}

/** `src/etl.ts:train` and `etl.py:train` say it by their file; `package.module.flow` is a Python module. */
function languageOf(entrypoint: string | null): "node" | "python" | undefined {
  if (entrypoint === null) return undefined;
  const file = entrypoint.replace(/:[^:/\\]*$/, "");
  if (/\.[cm]?[jt]sx?$/.test(file)) return "node";
  return file.endsWith(".py") || !entrypoint.includes(":") ? "python" : undefined;
}

function nothingToRun(entrypoint: string | null): StartRefused {
  return new StartRefused(
    entrypoint === null
      ? "The deployment has no entrypoint, so there is nothing to run."
      : `The entrypoint ${entrypoint} is neither a TypeScript, JavaScript nor Python file.`,
    "Deploy again with an entrypoint such as src/etl.ts:train or etl.py:train, or set the job variable `command`.",
  );
}
