import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { JsonObject } from "kedge/contract";
import { type JobCode, StartRefused } from "../runtime.js";

export interface WorkingDirectory {
  readonly path: string;
  /** The names of pull steps that are not ours to run. */
  readonly openSteps: readonly string[];
  /** Removes what was made for the job. */
  dispose(): Promise<void>;
}

interface Place {
  readonly path: string;
  /** Who asked for it, for errors. */
  readonly source: string;
}

/**
 * The directory a job starts in: `working_dir`, else the deployment's `path` when it has no pull steps, then each
 * `set_working_directory` in order; an empty temporary one when none of them names any. A missing directory is refused
 * here, because a process started in one fails with the same ENOENT as a missing program.
 */
export async function prepareWorkingDirectory(code: JobCode, workingDir: unknown): Promise<WorkingDirectory> {
  const steps = code.pullSteps ?? [];
  const openSteps = steps.map(nameOf).filter((name) => !SET_WORKING_DIRECTORY.test(name));
  const place = steps.reduce<Place | undefined>(afterStep, basePlace(code, workingDir));
  if (place === undefined) return temporaryDirectory(openSteps);
  await mustBeDirectory(place);
  return { path: place.path, openSteps, dispose: async () => {} };
}

function basePlace(code: JobCode, workingDir: unknown): Place | undefined {
  if (typeof workingDir === "string") return { path: resolve(workingDir), source: "the job variable `working_dir`" };
  if (code.path === null || code.pullSteps?.length) return undefined;
  return { path: resolve(code.path), source: "the deployment's `path`" };
}

/** Often with the module it lives in: `prefect.deployments.steps.set_working_directory`. */
const SET_WORKING_DIRECTORY = /(^|\.)set_working_directory$/;

/** A step is an object with one key, its name, and the step's inputs under it. */
function nameOf(step: JsonObject): string {
  return Object.keys(step)[0] ?? "";
}

function afterStep(place: Place | undefined, step: JsonObject): Place | undefined {
  const name = nameOf(step);
  if (!SET_WORKING_DIRECTORY.test(name)) return place;
  const inputs = step[name];
  const directory = typeof inputs === "object" && inputs !== null ? (inputs as JsonObject)["directory"] : undefined;
  if (typeof directory !== "string") {
    throw new StartRefused(`The pull step \`${name}\` has no \`directory\`.`, "Deploy again with one.");
  }
  return { path: resolve(place?.path ?? ".", directory), source: `the pull step \`${name}\`` };
}

async function temporaryDirectory(openSteps: readonly string[]): Promise<WorkingDirectory> {
  const path = await mkdtemp(join(tmpdir(), "kedge-"));
  return { path, openSteps, dispose: () => rm(path, { recursive: true, force: true }) };
}

async function mustBeDirectory({ path, source }: Place): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    throw new StartRefused(
      `The working directory ${path} (from ${source}) does not exist on this machine.`,
      "Create it where the worker runs, or deploy with a directory that exists there.",
      error,
    );
  });
  if (!found.isDirectory()) throw new StartRefused(`The working directory ${path} (from ${source}) is a file.`);
}
