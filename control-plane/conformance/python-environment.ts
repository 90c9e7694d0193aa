/**
 * The Python with the Prefect that the suite speaks with, made once in the cache folder and reused after. As a script it makes it and prints
 * where its interpreter is:
 *
 *     npx tsx control-plane/conformance/python-environment.ts
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { cleanEnvironment, readSettings, type ConformanceSettings } from "./settings.js";

/** Prefect 3.8.8 leaves these two open, and its server does not start with the next releases of either. */
const REQUIREMENTS = ["prefect==3.8.8", "fastapi==0.150.0", "sqlalchemy<2.1", "asyncpg"];
const FOLDER = "prefect-3.8.8";

export interface PythonEnvironment {
  /** The interpreter. Tools are run as its modules (`python -m prefect`): their own scripts name the folder they were installed in. */
  python: string;
}

const run = promisify(execFile);

function interpreterIn(folder: string): string {
  return join(folder, "bin", "python");
}

/**
 * Installs beside the final folder and renames, so that a folder of the final name is always complete, and two processes that install at
 * once do not meet: the second one's rename fails, and it takes the first one's.
 */
async function install(settings: ConformanceSettings, target: string): Promise<void> {
  await mkdir(settings.cacheFolder, { recursive: true });
  const scratch = await mkdtemp(join(settings.cacheFolder, `${FOLDER}-new-`));
  const env = cleanEnvironment();
  try {
    await run(settings.python, ["-m", "venv", scratch], { env });
    await run(interpreterIn(scratch), ["-m", "pip", "install", "--quiet", ...REQUIREMENTS], { env });
    await rename(scratch, target);
  } catch (error) {
    await rm(scratch, { recursive: true, force: true });
    if (!existsSync(interpreterIn(target))) throw error;
  }
}

/** @throws where there is no Python, no venv module, or no package index: the message is that of the tool that failed */
export async function preparePythonEnvironment(settings = readSettings()): Promise<PythonEnvironment> {
  const target = join(settings.cacheFolder, FOLDER);
  if (!existsSync(interpreterIn(target))) await install(settings, target);
  return { python: interpreterIn(target) };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { python } = await preparePythonEnvironment();
  process.stdout.write(`${python}\n`);
}
