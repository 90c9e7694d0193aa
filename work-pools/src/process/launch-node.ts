import { createRequire } from "node:module";
import { join } from "node:path";
import { type JobProgram, StartRefused } from "../runtime.js";
import { identityVariables, jobEnvironment, planeVariables } from "./environment.js";
import type { Launch, LaunchRequest } from "./launch.js";
import type { WarmKind } from "./warm/warm-pool.js";

const WARM_START = "kedge/warm-start";
const PROGRAMS: Readonly<Record<JobProgram, string>> = { run: "kedge/run-deployed", hooks: "kedge/run-hooks" };

/** TypeScript and JavaScript flows: this Node, with the SDK. */
export function launchNode({ job, directory, inherited, command }: LaunchRequest): Launch {
  const defaults = {
    ...planeVariables(job),
    // The run's log lines go to the plane; printed as well, they would come back through the output and be stored twice.
    KEDGE_LOGGING_CONSOLE: "off",
  };
  const identity = { ...identityVariables(job), KEDGE_ENTRYPOINT: job.code.entrypoint ?? undefined };
  const environment = jobEnvironment(inherited, defaults, job, identity);
  if (command !== undefined) return { command, environment };
  const [program, warmStart] = findPrograms(PROGRAMS[job.identity.program], directory.path);
  const compiler = TYPESCRIPT.test(job.code.entrypoint ?? "") ? "typescript" : "none";
  return {
    command: [process.execPath, "--enable-source-maps", program],
    environment,
    ...(warmStart !== undefined && { warm: { program, kind: { program: warmStart, compiler } } }),
  };
}

const TYPESCRIPT = /\.[cm]?tsx?(:|$)/;

/** What waits for a run before there is one: with the SDK beside the worker, and ready for TypeScript. */
export function ownWarmKind(): WarmKind | undefined {
  const program = resolveFrom(import.meta.url, WARM_START);
  return program === undefined ? undefined : { program, compiler: "typescript" };
}

/**
 * A program of the SDK and the one that waits for runs, of one copy: the project's own first, so that its flows meet the
 * version of the SDK they import; else the worker's.
 */
function findPrograms(name: string, directory: string): [program: string, warmStart: string | undefined] {
  for (const base of [join(directory, "package.json"), import.meta.url]) {
    const program = resolveFrom(base, name);
    if (program !== undefined) return [program, resolveFrom(base, WARM_START)];
  }
  throw new StartRefused(
    `The package kedge is installed neither in ${directory} nor beside the worker.`,
    `Run \`npm install kedge\` in ${directory}.`,
  );
}

/** Undefined where the package is not installed, or too old to have the program. */
function resolveFrom(base: string, program: string): string | undefined {
  try {
    return createRequire(base).resolve(program);
  } catch {
    // Said by the result: the next place may have it.
    return undefined;
  }
}
