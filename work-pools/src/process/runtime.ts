import { spawn } from "node:child_process";
import { once } from "node:events";
import { hostname } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { type Job, type JobHandle, type Runtime, StartRefused, type StopIntent } from "../runtime.js";
import { type Environment, withoutSecrets } from "./environment.js";
import { JobRecords, type OpenRecord } from "./job-records.js";
import type { Launch } from "./launch.js";
import { ownWarmKind } from "./launch-node.js";
import type { Output } from "./output.js";
import { planLaunch } from "./plan-launch.js";
import { killTree, signalGroup } from "./process-tree.js";
import { marksOf, reapRemnants } from "./reap-remnants.js";
import { type Child, type StartedProcess, watchProcess } from "./started-process.js";
import { type WarmOptions, WarmPool } from "./warm/warm-pool.js";
import { prepareWorkingDirectory, type WorkingDirectory } from "./working-directory.js";

export interface ProcessRuntimeOptions {
  /** What the started processes inherit, the worker's secrets excepted. */
  readonly environment: Environment;
  /** Where this machine's workers note what they have running. */
  readonly jobsFolder: string;
  /** Default: no process waits for runs. */
  readonly warm?: WarmOptions | undefined;
}

/**
 * Starts each job as a process of this machine, in a session and process group of its own: a Ctrl-C for the worker does not
 * reach it, and ending it ends all that it started.
 */
export function processRuntime(options: ProcessRuntimeOptions): Runtime {
  const warm =
    options.warm &&
    new WarmPool({
      firstKind: ownWarmKind(),
      ...options.warm,
      environment: withoutSecrets(options.environment),
    });
  const records = new JobRecords(options.jobsFolder);
  return {
    type: "process",
    reapRemnants: () => reapRemnants(records),
    async start(job) {
      const directory = await prepareWorkingDirectory(job.code, job.configuration["working_dir"]);
      let launch: Launch | undefined;
      let record: OpenRecord | undefined;
      try {
        launch = await planLaunch(job, directory, options.environment);
        record = await recorded(records, job);
        const started = (await begunWarm(warm, launch, { directory, record })) ?? (await spawned(launch, directory));
        return handleOf(started, job, launch, { directory, record });
      } catch (error) {
        await record?.close();
        launch?.dispose?.();
        await directory.dispose();
        throw error;
      }
    },
    close: async () => warm?.close(),
  };
}

/** A job that nobody would find again must not be started. */
function recorded(records: JobRecords, { identity }: Job): Promise<OpenRecord> {
  return records.open(identity).catch((error: unknown) => {
    throw new StartRefused(
      `The job could not be noted on this machine: ${String(error)}`,
      "Make room on the disk, or give the worker's user the right to write into its home folder (KEDGE_HOME).",
      error,
    );
  });
}

async function begunWarm(
  pool: WarmPool | undefined,
  { warm, environment }: Launch,
  { directory, record }: Surroundings,
): Promise<StartedProcess | undefined> {
  const beforeTaken = (pid: number) => record.startedAs(pid);
  return warm && pool?.take({ ...warm, directory: directory.path, environment, beforeTaken });
}

async function spawned(launch: Launch, directory: WorkingDirectory): Promise<StartedProcess> {
  const [program, ...args] = launch.command;
  const child = spawn(program, args, {
    cwd: directory.path,
    env: launch.environment,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  try {
    await once(child, "spawn");
  } catch (error) {
    throw refusedBySystem(program, error);
  }
  return watchProcess(child as Child);
}

function refusedBySystem(program: string, error: unknown): StartRefused {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") {
    return new StartRefused(
      `The program ${program} was not found on this machine.`,
      "Install it where the worker runs, put it on the worker's PATH, or name it by its full path in the job variables.",
      error,
    );
  }
  if (code === "EACCES") {
    return new StartRefused(
      `The program ${program} may not be executed by the worker's user.`,
      "Check its permissions.",
      error,
    );
  }
  return new StartRefused(`The program ${program} could not be started: ${String(error)}`, undefined, error);
}

/** What there is of a job besides its process, until nothing is left of it. */
interface Surroundings {
  readonly directory: WorkingDirectory;
  readonly record: OpenRecord;
}

function handleOf(started: StartedProcess, job: Job, launch: Launch, surroundings: Surroundings): JobHandle {
  const { child, output } = started;
  const marks = marksOf(job.identity);
  void surroundings.record.startedAs(child.pid);
  const ended = started.exited.then((end) => {
    launch.dispose?.();
    void cleanUp(output, marks, surroundings);
    return end;
  });

  return {
    id: `${hostname()}:${child.pid}`,
    output: output.chunks,
    ended,
    async interrupt(intent: StopIntent) {
      if (intent === "cancel") await launch.announceCancel?.();
      if (intent === "suspend" && launch.hearsSuspend === true) return;
      if (isRunning(child)) signalGroup(child.pid, "SIGTERM");
    },
    async kill() {
      await killTree({ marks, leader: isRunning(child) ? child.pid : undefined });
      if (isRunning(child)) signalGroup(child.pid, "SIGKILL");
      await ended;
    },
  };
}

function isRunning(child: Child): boolean {
  return child.exitCode === null && child.signalCode === null;
}

/** How long a pipe may stay open after its process ended before we look for who holds it. */
const PIPES_CLOSE_WITHIN_MS = 1000;

/** A process that left the group may still hold the pipes, and the output would never end. */
async function cleanUp(output: Output, marks: readonly string[], { directory, record }: Surroundings): Promise<void> {
  const late = pause(PIPES_CLOSE_WITHIN_MS, "late" as const, { ref: false });
  if ((await Promise.race([output.closed, late])) === "late") {
    await killTree({ marks });
    output.abandonWhenIdle(PIPES_CLOSE_WITHIN_MS);
    await output.closed;
  }
  // A temporary directory that cannot be removed is left to the system's own cleaning.
  await directory.dispose().catch(() => {});
  await record.close();
}
