import { spawnSync } from "node:child_process";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { scratchHome } from "../../../test/scratch-home.js";
import { type HomeLock, lockHome as lockHomeUnless } from "./home-lock.js";
import { inspectProcess } from "./process-facts.js";

const lockHome = (home: string): Promise<HomeLock> => lockHomeUnless(home, async () => {});

async function plantOwner(home: string, owner: string): Promise<void> {
  await mkdir(join(home, "postgres.lock"));
  await writeFile(join(home, "postgres.lock", owner), "");
}

test("a living owner's home is refused, with its pid and the ways out", async () => {
  const home = await scratchHome();
  const parent = await inspectProcess(process.ppid);
  await plantOwner(home, `${process.ppid}.${parent?.identity}`);

  await expect(lockHome(home)).rejects.toMatchObject({ code: "EMBEDDED_HOME_IN_USE" });
  await expect(lockHome(home)).rejects.toThrow(new RegExp(`pid ${process.ppid}.*--home.*--database-url`));
});

test("a dead owner's home is taken", async () => {
  const home = await scratchHome();
  await plantOwner(home, `${spawnSync("true").pid}.some-boot.1234`);

  await lockHome(home);

  expect(await readdir(join(home, "postgres.lock"))).toEqual([expect.stringMatching(new RegExp(`^${process.pid}\\.`))]);
});

test("an owner that only looks dead keeps its lock", async () => {
  const home = await scratchHome();
  await plantOwner(home, `${spawnSync("true").pid}.some-boot.1234`);
  const objection = new Error("it lives in another container");

  await expect(lockHomeUnless(home, () => Promise.reject(objection))).rejects.toBe(objection);

  expect(await readdir(join(home, "postgres.lock"))).toEqual([expect.stringMatching(/some-boot/)]);
});

test("a pid that another process has by now holds nothing", async () => {
  const home = await scratchHome();
  await plantOwner(home, `${process.ppid}.an-earlier-boot.1234`);

  await expect(lockHome(home)).resolves.toBeDefined();
});

test("an owner that died while taking over leaves an empty folder, which holds nothing", async () => {
  const home = await scratchHome();
  await mkdir(join(home, "postgres.lock"));

  await expect(lockHome(home)).resolves.toBeDefined();
});

test("of many that find the same dead owner, one gets the home", async () => {
  const home = await scratchHome();
  await plantOwner(home, `${spawnSync("true").pid}.some-boot.1234`);

  const tries = await Promise.allSettled(Array.from({ length: 32 }, () => lockHome(home)));

  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await readdir(home), "nobody's preparations are left").toEqual(["postgres.lock"]);
});

test("a released home can be taken again", async () => {
  const home = await scratchHome();
  const lock = await lockHome(home);
  await lock.release();

  expect(await readdir(home)).toEqual([]);
  await expect(lockHome(home)).resolves.toBeDefined();
});
