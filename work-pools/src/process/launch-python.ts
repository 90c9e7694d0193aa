import { access } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FENCE_HEADER, fenceHeader } from "kedge/contract";
import type { Job } from "../runtime.js";
import { type Environment, identityVariables, jobEnvironment, planeVariables } from "./environment.js";
import type { Launch, LaunchRequest } from "./launch.js";
import { openPrefectControl } from "./prefect-control.js";

const RUN_HOOKS = fileURLToPath(new URL("../../python/run_hooks.py", import.meta.url));
const LOGGING_CONFIGURATION = fileURLToPath(new URL("../../python/prefect-logging.yml", import.meta.url));

/**
 * Python flows: the user's own, unmodified Prefect. It runs the pull steps that are left to it, loads the flow and reports
 * its states itself; a header of its own settings carries the fence, so that its writes are fenced like everyone's.
 */
export async function launchPython({ job, directory, inherited, command }: LaunchRequest): Promise<Launch> {
  const seen = { ...inherited, ...ownEnvironment(job) };
  const defaults = {
    ...planeVariables(job),
    PREFECT_API_URL: job.plane.apiUrl,
    PREFECT_API_KEY: job.plane.apiKey,
    // Block-buffered prints would arrive together at the end, and not at all after SIGKILL.
    PYTHONUNBUFFERED: "1",
    ...(await loggingVariables(seen)),
  };
  const identity = {
    ...identityVariables(job),
    PREFECT__FLOW_RUN_ID: job.identity.flowRunId,
    PREFECT_CLIENT_CUSTOM_HEADERS: headersWithFence(seen, job),
  };
  const environment = jobEnvironment(inherited, defaults, job, identity);
  const python = await findPython(job.configuration["python"], directory.path, seen);
  if (job.identity.program === "hooks") return { command: [python, RUN_HOOKS], environment };
  const control = await openPrefectControl();
  return {
    command: command ?? [python, "-m", "prefect.engine", job.identity.flowRunId],
    environment: { ...environment, ...control.variables },
    announceCancel: () => control.announceCancel(),
    hearsSuspend: true,
    dispose: () => control.close(),
  };
}

/** The environment of the project beats the worker's own, which beats whatever python3 is on the path. */
async function findPython(configured: unknown, directory: string, environment: Environment): Promise<string> {
  if (typeof configured === "string") return configured;
  const active = environment["VIRTUAL_ENV"];
  for (const virtual of [join(directory, ".venv"), join(directory, "venv"), ...(active ? [active] : [])]) {
    const python = join(virtual, "bin", "python");
    if (await exists(python)) return python;
  }
  return "python3";
}

/** Prefect's console handler echoes what it also sends to the API; ours leaves the runs' own lines out of the output. */
async function loggingVariables(environment: Environment): Promise<Environment> {
  const home = environment["PREFECT_HOME"] ?? join(homedir(), ".prefect");
  const hasOwnSettings =
    environment["PREFECT_LOGGING_SETTINGS_PATH"] !== undefined ||
    environment["PREFECT_LOGGING_CONFIG_PATH"] !== undefined ||
    (await exists(join(home, "logging.yml")));
  const sendsNothing = /^(0|false|no|off)$/i.test(environment["PREFECT_LOGGING_TO_API_ENABLED"] ?? "");
  return hasOwnSettings || sendsNothing ? {} : { PREFECT_LOGGING_SETTINGS_PATH: LOGGING_CONFIGURATION };
}

function headersWithFence(environment: Environment, job: Job): string {
  const headers = parsedHeaders(environment["PREFECT_CLIENT_CUSTOM_HEADERS"]);
  return JSON.stringify({ ...headers, [FENCE_HEADER]: fenceHeader(job.identity.flowRunId, job.identity.fence) });
}

function parsedHeaders(text: string | undefined): object {
  try {
    const headers: unknown = JSON.parse(text ?? "{}");
    return typeof headers === "object" && headers !== null ? headers : {};
  } catch {
    // Prefect would refuse to start with such a setting. Dropping it keeps the fence, which the run cannot do without.
    return {};
  }
}

function ownEnvironment(job: Job): Environment {
  const own = job.configuration["env"];
  return typeof own === "object" && own !== null ? (own as Environment) : {};
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
