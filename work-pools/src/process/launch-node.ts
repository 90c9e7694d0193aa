import { createRequire } from "node:module";
import { join } from "node:path";
import { type JobProgram, StartRefused } from "../runtime.js";
import { identityVariables, jobEnvironment, planeVariables } from "./environment.js";
import type { Launch, LaunchRequest } from "./launch.js";

const PROGRAMS: Readonly<Record<JobProgram, string>> = { run: "kedge/run-deployed", hooks: "kedge/run-hooks" };

/** TypeScript and JavaScript flows: this Node, with the SDK. */
export function launchNode({ job, directory, inherited, command }: LaunchRequest): Launch {
  const defaults = {
    ...planeVariables(job),
    // The run's log lines go to the plane; printed as well, they would come back through the output and be stored twice.
    KEDGE_LOGGING_CONSOLE: "off",
  };
  const identity = { ...identityVariables(job), KEDGE_ENTRYPOINT: job.code.entrypoint ?? undefined };
  return {
    command: command ?? [
      process.execPath,
      "--enable-source-maps",
      findProgram(PROGRAMS[job.identity.program], directory.path),
    ],
    environment: jobEnvironment(inherited, defaults, job, identity),
  };
}

/** The project's own copy first, so that its flows meet the version of the SDK they import; else the worker's. */
function findProgram(program: string, directory: string): string {
  for (const base of [join(directory, "package.json"), import.meta.url]) {
    try {
      return createRequire(base).resolve(program);
    } catch {
      // Not installed there, or too old to have the program: the next place may have it.
    }
  }
  throw new StartRefused(
    `The package kedge is installed neither in ${directory} nor beside the worker.`,
    `Run \`npm install kedge\` in ${directory}.`,
  );
}
