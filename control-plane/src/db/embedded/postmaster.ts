import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Address, addressFlags } from "./address.js";
import type { Binaries } from "./binaries.js";
import { explainFailure } from "./explain-failure.js";
import { leash } from "./leash.js";
import { type LogFile, boundLog, openLog } from "./log-file.js";
import { readPostmasterPid } from "./postmaster-pid.js";
import { spawnOptions } from "./run-command.js";
import type { ServerFolder } from "./server-folder.js";
import { shutDown } from "./shut-down.js";

/** How the postmaster ended. */
export interface ExitReason {
  /** `stop()` was called before. */
  readonly asked: boolean;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last lines of its log. */
  readonly log: string;
}

export interface Postmaster {
  readonly pid: number;
  readonly exited: Promise<ExitReason>;
  stop(): Promise<void>;
}

const READY_CHECK_MS = 5;
/** Replaying the WAL after a kill takes seconds; this bounds a disk that hardly answers. */
const READY_PATIENCE_MS = 10 * 60_000;

/** Starts Postgres and returns once it accepts connections. */
export async function startPostmaster(folder: ServerFolder, binaries: Binaries, address: Address): Promise<Postmaster> {
  const log = await openLog(folder);
  const child = spawn(binaries.postgres, [...fileFlags(folder), ...addressFlags(address)], {
    ...spawnOptions(folder.account),
    // A session of its own: Ctrl-C in the terminal stops the server, and the server, when it is done, stops Postgres.
    detached: true,
    stdio: ["ignore", log.handle.fd, log.handle.fd],
  });
  let asked = false;
  const exited = endOf(child, log).then((end): ExitReason => ({ asked, ...end }));
  const { pid } = child;
  await log.handle.close();
  if (pid === undefined) throw explainFailure(`Postgres could not start in ${folder.server}`, (await exited).log);

  const tie = leash(pid, folder);
  const endBound = boundLog(log.path);
  void exited.then(() => {
    tie.release();
    endBound();
  });
  const stop = async (): Promise<void> => {
    asked = true;
    await shutDown(
      (signal) => child.kill(signal),
      (patienceMs) => within(exited, patienceMs),
    );
  };
  try {
    await untilReady(folder, pid, exited);
  } catch (error) {
    await stop();
    throw error;
  }
  return { pid, exited, stop };
}

/** The data folder comes first: it is how a later start recognises an orphan. */
function fileFlags({ path, data }: ServerFolder): string[] {
  return [
    "-D",
    data,
    `--config_file=${join(path, "postgresql.conf")}`,
    `--hba_file=${join(path, "pg_hba.conf")}`,
    `--ident_file=${join(path, "pg_ident.conf")}`,
  ];
}

function endOf(child: ChildProcess, log: LogFile): Promise<Omit<ExitReason, "asked">> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ code: null, signal: null, log: error.message }));
    child.once("exit", (code, signal) => {
      log.tail().then(
        (lines) => resolve({ code, signal, log: lines }),
        // The log was removed meanwhile; that it ended is what matters.
        () => resolve({ code, signal, log: "" }),
      );
    });
  });
}

async function untilReady({ data, server }: ServerFolder, pid: number, exited: Promise<ExitReason>): Promise<void> {
  const failed = `Postgres could not start in ${server}`;
  const deadline = performance.now() + READY_PATIENCE_MS;
  while (!(await within(exited, READY_CHECK_MS))) {
    const written = await readPostmasterPid(data);
    if (written?.pid === pid && written.ready) return;
    if (performance.now() > deadline) throw explainFailure(failed, "It was not ready after ten minutes.");
  }
  throw explainFailure(failed, (await exited).log);
}

async function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const timer = new AbortController();
  const late = delay(ms, false, { signal: timer.signal }).catch(() => false);
  const inTime = await Promise.race([promise.then(() => true), late]);
  timer.abort();
  return inTime;
}
