import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JobIdentity } from "../runtime.js";
import { identityOf, type ProcessIdentity } from "./process-identity.js";

/** One job that a worker of this machine has started, and whose end it has not seen. */
export interface JobRecord extends JobIdentity {
  /** The worker's own process. */
  readonly supervisor: ProcessIdentity;
  /** The job's; absent when the worker died while it started it. */
  readonly process?: ProcessIdentity | undefined;
}

/** A record while its job runs. */
export interface OpenRecord {
  /** The job has a process now. Never rejects: without it the job is still known by its environment. */
  startedAs(pid: number): Promise<void>;
  /** Nothing of the job is left. Never rejects: a record of nothing does no harm. */
  close(): Promise<void>;
}

/**
 * What this machine's workers have running, one small file a job, so that the next worker finds what one that was killed
 * has left behind. Written before the process is started and not synced to disk: a record outlives its worker, and need
 * not outlive the machine, on which no process would be left either.
 */
export class JobRecords {
  #own: Promise<ProcessIdentity> | undefined;

  constructor(private readonly folder: string) {}

  async open(identity: JobIdentity): Promise<OpenRecord> {
    this.#own ??= this.#prepared();
    const supervisor = await this.#own.catch((error: unknown) => {
      this.#own = undefined;
      throw error;
    });
    const file = this.#fileOf(identity);
    await write(file, { ...identity, supervisor });
    // One after the other: a process that ends at once is closed before it has been noted.
    let written: Promise<unknown> = Promise.resolve();
    const next = (step: () => Promise<unknown>) => (written = written.then(step).catch(() => {}));
    return {
      async startedAs(pid) {
        await next(async () => {
          const process = await identityOf(pid);
          if (process !== undefined) await write(file, { ...identity, supervisor, process });
        });
      },
      async close() {
        await next(() => rm(file, { force: true }));
      },
    };
  }

  async list(): Promise<readonly JobRecord[]> {
    const names = await readdir(this.folder).catch(() => []);
    const files = names.filter((name) => name.endsWith(".json")).map((name) => join(this.folder, name));
    const records = await Promise.all(files.map(read));
    return records.filter((record) => record !== undefined);
  }

  async remove(identity: JobIdentity): Promise<void> {
    await rm(this.#fileOf(identity), { force: true });
  }

  async #prepared(): Promise<ProcessIdentity> {
    await mkdir(this.folder, { recursive: true });
    const own = await identityOf(process.pid);
    if (own === undefined) throw new Error(`the system does not tell when process ${process.pid} was started`);
    return own;
  }

  #fileOf({ flowRunId, fence, program }: JobIdentity): string {
    return join(this.folder, `${flowRunId}_${fence}_${program}.json`);
  }
}

/** Whoever reads meanwhile sees one text or the other. */
async function write(file: string, record: JobRecord): Promise<void> {
  const text = JSON.stringify({ format: FORMAT, ...record });
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}

/** Of the files: one of another format is another release's, and left to it. */
const FORMAT = 1;

async function read(file: string): Promise<JobRecord | undefined> {
  try {
    const { format, ...record } = JSON.parse(await readFile(file, "utf8")) as JobRecord & { format: number };
    return format === FORMAT ? record : undefined;
  } catch {
    // Closed since the listing, or not ours: there is nothing that could be found by it.
    return undefined;
  }
}
