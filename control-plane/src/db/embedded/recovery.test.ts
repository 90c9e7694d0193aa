import { spawn } from "node:child_process";
import { readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { commitRow, holdsRow, open, startScratchDatabase } from "../../../test/scratch-database.js";
import { scratchHome } from "../../../test/scratch-home.js";
import { startEmbeddedOwner } from "../../../test/start-embedded-owner.js";
import { type Account, accountOfOwner, isRoot } from "./account.js";
import { packagedBinaries, usableBinaries } from "./binaries.js";
import { readPostmasterPid } from "./postmaster-pid.js";
import { inspectProcess } from "./process-facts.js";
import { spawnOptions } from "./run-command.js";

const home = await scratchHome(afterAll);

test("committed rows survive kill -9 of Postgres, whose end is told", async () => {
  const first = await startScratchDatabase(home);
  const row = await commitRow(first.url);

  process.kill(first.pid, "SIGKILL");
  expect(await first.exited).toMatchObject({ asked: false, signal: "SIGKILL" });

  const second = await startScratchDatabase(home);
  expect(await holdsRow(second.url, row)).toBe(true);
});

test("after kill -9 of the server Postgres ends by itself, and the next start has the rows", async () => {
  const owner = startEmbeddedOwner(home);
  const { url = "", postmaster = 0 } = await owner.next();
  const row = await commitRow(url);

  await owner.end("SIGKILL");
  await expect.poll(() => inspectProcess(postmaster), { timeout: 20_000 }).toBeUndefined();

  const second = await startScratchDatabase(home);
  expect(await holdsRow(second.url, row)).toBe(true);
});

test("a start that comes at once after kill -9 of the server has the rows", async () => {
  const owner = startEmbeddedOwner(home);
  const { url = "" } = await owner.next();
  const row = await commitRow(url);

  await owner.end("SIGKILL");

  const second = await startScratchDatabase(home);
  expect(await holdsRow(second.url, row)).toBe(true);
});

test("a Postgres that outlived its server is stopped and started anew", async () => {
  const first = await startScratchDatabase(home);
  const row = await commitRow(first.url);
  await first.stop();
  const orphan = await startOrphan(first.dataFolder);

  const second = await startScratchDatabase(home);

  expect(await inspectProcess(orphan)).toBeUndefined();
  expect(await holdsRow(second.url, row)).toBe(true);
});

test("a stale postmaster.pid whose number another process has by now does not stop a start", async () => {
  const first = await startScratchDatabase(home);
  const row = await commitRow(first.url);
  const pidFile = join(first.dataFolder, "postmaster.pid");
  const [, ...lines] = (await readFile(pidFile, "utf8")).split("\n");
  await first.stop();
  // Of the same user: Postgres itself takes only such a process for another postmaster.
  const bystander = spawn("sleep", ["1000"], spawnOptions(await accountOf(first.dataFolder)));
  onTestFinished(() => void bystander.kill("SIGKILL"));
  await writeFile(pidFile, [bystander.pid, ...lines].join("\n"));

  const second = await startScratchDatabase(home);

  expect(await holdsRow(second.url, row)).toBe(true);
  expect(bystander.signalCode, "it is left alone").toBeNull();
});

test("a Postgres that runs out of sight, as in another container, is neither joined nor stopped", async () => {
  const first = await startScratchDatabase(home);
  // What another container shows of its processes: pids that here are nobody's, or another's.
  const pidFile = join(first.dataFolder, "postmaster.pid");
  const [, ...lines] = (await readFile(pidFile, "utf8")).split("\n");
  await writeFile(pidFile, [process.pid, ...lines].join("\n"));
  const lock = join(home, "postgres.lock");
  const [owner = ""] = await readdir(lock);
  await rename(join(lock, owner), join(lock, `${process.pid}.of-another-namespace`));

  const second = startScratchDatabase(home);

  await expect(second).rejects.toMatchObject({ code: "EMBEDDED_HOME_IN_USE" });
  await expect(second).rejects.toThrow(/another container/);
  expect(await open(first.url)`select 1 as one`).toEqual([{ one: 1 }]);
  expect(await readdir(lock), "its lock holds").toEqual([`${process.pid}.of-another-namespace`]);
});

test("Ctrl-C reaches the server alone, which then stops Postgres", async () => {
  const owner = startEmbeddedOwner(home);
  const { url = "", postmaster = 0 } = await owner.next();

  process.kill(-owner.pid, "SIGINT");
  expect(await owner.next()).toEqual({ interrupted: true });
  expect(await open(url)`select 1 as one`).toEqual([{ one: 1 }]);

  await owner.end("SIGTERM");
  expect(await inspectProcess(postmaster)).toBeUndefined();
});

/** A postmaster without an owner, as a server leaves it that was killed together with the shell that ends it. */
async function startOrphan(data: string): Promise<number> {
  const account = await accountOf(data);
  const { postgres } = await usableBinaries(packagedBinaries(), join(home, "postgres"), account);
  const args = ["-D", data, "--listen_addresses=", `--unix_socket_directories=${join(data, "..")}`];
  const child = spawn(postgres, args, { ...spawnOptions(account), stdio: "ignore", detached: true });
  onTestFinished(() => void child.kill("SIGQUIT"));
  await expect.poll(() => readPostmasterPid(data), { timeout: 20_000 }).toMatchObject({ pid: child.pid, ready: true });
  return child.pid ?? Number.NaN;
}

async function accountOf(data: string): Promise<Account | undefined> {
  return isRoot() ? await accountOfOwner((await stat(data)).uid, data) : undefined;
}
