import { type Job, StartRefused } from "../runtime.js";

export type Environment = Readonly<Record<string, string | undefined>>;

/** As a process is started with them. */
export type Variables = Readonly<Record<string, string>>;

/**
 * The worker's own business: its database and its credentials never reach a run. What a run may use to talk to the plane
 * is given to it explicitly.
 */
const KEPT_FROM_RUNS = ["KEDGE_DATABASE_URL", "KEDGE_API_KEY", "PREFECT_API_KEY", "PREFECT_API_AUTH_STRING"];

/**
 * What the started program sees: the worker's environment, `defaults`, the job's own `env` (null removes a name), and
 * last `identity`, which no job variable may change, because the fence is in it.
 */
export function jobEnvironment(
  inherited: Environment,
  defaults: Environment,
  job: Job,
  identity: Environment,
): Variables {
  const own = job.configuration["env"] ?? {};
  if (typeof own !== "object" || Array.isArray(own)) {
    throw new StartRefused("The job variable `env` must be an object of names and texts.");
  }
  const merged = { ...withoutSecrets(inherited), ...defaults, ...own, ...identity };
  const present = Object.entries(merged).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(present.map(([name, value]) => [name, textOf(name, value)]));
}

/** The worker's environment as its processes inherit it. */
export function withoutSecrets(inherited: Environment): Environment {
  const withheld = Object.fromEntries(KEPT_FROM_RUNS.map((name) => [name, undefined]));
  return { ...inherited, ...withheld };
}

function textOf(name: string, value: unknown): string {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return String(value);
  throw new StartRefused(`The environment variable ${name} of the job variable \`env\` is not a text.`);
}

/**
 * Present in every process that a job starts, so that they are found again even after they left its process group. The
 * program is among them because the last search for what a run left behind must not find the hooks that follow it.
 */
export function identityVariables({ identity }: Pick<Job, "identity">): Readonly<Record<string, string>> {
  return { KEDGE_FLOW_RUN_ID: identity.flowRunId, KEDGE_FENCE: identity.fence, KEDGE_JOB_PROGRAM: identity.program };
}

/** Names read by Kedge's own programs. */
export function planeVariables({ plane }: Job): Environment {
  return { KEDGE_API_URL: plane.apiUrl, KEDGE_API_KEY: plane.apiKey, KEDGE_OUTBOX: plane.outboxPath ?? "off" };
}
