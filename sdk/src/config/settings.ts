import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { Fence, Id } from "../contract/index.js";
import { KedgeError } from "../errors.js";

/** Values of the active profile, under the names of the environment variables. See profiles.ts. */
export interface ProfileValues {
  readonly name: string;
  readonly values: Readonly<Record<string, string | undefined>>;
}

const flag = z.stringbool().default(false);

/** Every variable the SDK reads, in one place. An empty text counts as absent. */
const Variables = z.object({
  /** The base of the API. Default `http://127.0.0.1:4200/api`. */
  KEDGE_API_URL: z.string().optional(),
  KEDGE_API_KEY: z.string().optional(),
  /** Results, profiles and the embedded server's data lie here. Default `~/.kedge`. */
  KEDGE_HOME: z.string().default(() => join(homedir(), ".kedge")),
  /** Set by a worker for the process that it starts: the run to carry out, its attempt's fence, and the code. */
  KEDGE_FLOW_RUN_ID: Id.optional(),
  KEDGE_FENCE: Fence.optional(),
  KEDGE_ENTRYPOINT: z.string().optional(),
  /** Where reports wait until the server has them, or `off` to send them unsaved. Default `$KEDGE_HOME/outbox`. */
  KEDGE_OUTBOX: z.string().optional(),
  /** Where results are kept. Default `$KEDGE_HOME/storage`. */
  KEDGE_RESULTS_STORAGE_PATH: z.string().optional(),
  /** Lines below this level are neither printed nor sent. Default `info`. */
  KEDGE_LOGGING_LEVEL: z.enum(["debug", "info", "warning", "error", "critical"]).default("info"),
  /** Whether log lines of runs are also printed on stderr. Default true; a worker that streams the output sets off. */
  KEDGE_LOGGING_CONSOLE: z.stringbool().default(true),
  /** Whether `console.log` inside runs becomes log lines, for flows and tasks that do not say. Default false. */
  KEDGE_LOGGING_LOG_PRINTS: flag,
  /** Whether results are kept, for flows and tasks that do not say. Default: where something needs them. */
  KEDGE_RESULTS_PERSIST_BY_DEFAULT: z.stringbool().optional(),
});

export interface Settings {
  readonly apiUrl: string;
  /** Which variable, profile or default `apiUrl` came from: errors name it. */
  readonly apiUrlSource: string;
  readonly apiKey: string | undefined;
  readonly apiKeySource: string | undefined;
  readonly home: string;
  readonly resultsPath: string;
  /** Undefined: reports are sent unsaved. */
  readonly outboxPath: string | undefined;
  readonly persistResults: boolean | undefined;
  readonly logLevel: "debug" | "info" | "warning" | "error" | "critical";
  readonly logToConsole: boolean;
  readonly logPrints: boolean;
  readonly flowRunId: string | undefined;
  readonly fence: string | undefined;
  readonly entrypoint: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment wins over the profile, a KEDGE_ variable over the PREFECT_ one of the same name. Throws INVALID_SETTING
 * naming the variable and where it was set.
 */
export function readSettings(environment: Environment = process.env, profile?: ProfileValues): Settings {
  const found = (name: string) => lookUp(name, environment, profile);
  const texts = Object.fromEntries(Object.keys(Variables.shape).map((name) => [name, found(name)?.value]));
  const parsed = Variables.safeParse(texts);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const name = String(issue.path[0]);
    throw new KedgeError("INVALID_SETTING", `${found(name)?.source ?? name} is wrong: ${issue.message}`);
  }
  const values = parsed.data;
  return {
    apiUrl: values.KEDGE_API_URL ?? "http://127.0.0.1:4200/api",
    apiUrlSource: found("KEDGE_API_URL")?.source ?? "the default",
    apiKey: values.KEDGE_API_KEY,
    apiKeySource: found("KEDGE_API_KEY")?.source,
    home: values.KEDGE_HOME,
    resultsPath: values.KEDGE_RESULTS_STORAGE_PATH ?? join(values.KEDGE_HOME, "storage"),
    outboxPath: values.KEDGE_OUTBOX === "off" ? undefined : (values.KEDGE_OUTBOX ?? join(values.KEDGE_HOME, "outbox")),
    persistResults: values.KEDGE_RESULTS_PERSIST_BY_DEFAULT,
    logLevel: values.KEDGE_LOGGING_LEVEL,
    logToConsole: values.KEDGE_LOGGING_CONSOLE,
    logPrints: values.KEDGE_LOGGING_LOG_PRINTS,
    flowRunId: values.KEDGE_FLOW_RUN_ID,
    fence: values.KEDGE_FENCE,
    entrypoint: values.KEDGE_ENTRYPOINT,
  };
}

/** Read from stock Prefect's variables as well, so that one environment serves both kinds of programs. */
const ALSO_PREFECTS: ReadonlySet<string> = new Set(["KEDGE_API_URL", "KEDGE_API_KEY"]);

/** One variable and where it was found: the environment first, then the profile. */
export function lookUp(name: string, environment: Environment, profile: ProfileValues | undefined) {
  const names = ALSO_PREFECTS.has(name) ? [name, name.replace("KEDGE_", "PREFECT_")] : [name];
  for (const candidate of names) {
    const value = environment[candidate];
    if (value) return { value, source: candidate };
  }
  const value = profile?.values[name];
  return value ? { value, source: `${name} of profile "${profile.name}"` } : undefined;
}
