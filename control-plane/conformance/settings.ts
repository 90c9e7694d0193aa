import { homedir } from "node:os";
import { join } from "node:path";

/** What the environment says to the suite and its scripts. Nothing else here reads `process.env`. */
export interface ConformanceSettings {
  /** Where what takes long to make is kept between runs. `KEDGE_CACHE`, default `$XDG_CACHE_HOME/kedge`, else `~/.cache/kedge`. */
  cacheFolder: string;
  /** The interpreter that makes the virtual environment. `KEDGE_PYTHON`, default `python3`. Prefect 3.8.8 wants 3.10 to 3.14. */
  python: string;
  /** A server that runs already and is put to the test instead of a Kedge of our own. `PREFECT_API_URL`. */
  apiUrl: string | null;
  /** Whether a suite that cannot have what it needs fails instead of being skipped: `KEDGE_TEST_REQUIRE` lists `python`. */
  pythonRequired: boolean;
}

export function readSettings(env: NodeJS.ProcessEnv = process.env): ConformanceSettings {
  return {
    cacheFolder: env["KEDGE_CACHE"] ?? join(env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "kedge"),
    python: env["KEDGE_PYTHON"] ?? "python3",
    apiUrl: env["PREFECT_API_URL"] ?? null,
    pythonRequired: (env["KEDGE_TEST_REQUIRE"] ?? "").split(",").includes("python"),
  };
}

/** The environment of a child: the caller's without its Prefect and pytest settings, which must not leak into what is tested. */
export function cleanEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("PREFECT")));
}
