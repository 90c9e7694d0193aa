import { chown, mkdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { commitRow, holdsRow, open, startScratchDatabase } from "../../../test/scratch-database.js";
import { scratchHome } from "../../../test/scratch-home.js";
import { startEmbeddedOwner } from "../../../test/start-embedded-owner.js";
import { isRoot, unprivilegedAccount } from "./account.js";

/** For the tests that leave a sound database behind. */
const home = await scratchHome(afterAll);

test("the first start makes a database, and a restart keeps what it holds", async () => {
  const first = await startScratchDatabase(home);
  const row = await commitRow(first.url);
  await first.stop();
  expect(await first.exited).toMatchObject({ asked: true, code: 0 });

  const second = await startScratchDatabase(home);

  expect(await holdsRow(second.url, row)).toBe(true);
  expect(second.version).toMatch(/^18\./);
});

test("the server's role owns its database in UTF-8 and is no superuser", async () => {
  const { url } = await startScratchDatabase(home);

  const [row] = await open(url)`
    select current_database() as database, pg_get_userbyid(datdba) as owner, rolsuper as superuser,
           current_setting('server_encoding') as encoding, datlocale as locale
      from pg_database, pg_roles where datname = current_database() and rolname = current_user`;

  expect(row).toEqual({ database: "kedge", owner: "kedge", superuser: false, encoding: "UTF8", locale: "C.UTF-8" });
});

test("a given setting reaches Postgres", async () => {
  const { url } = await startScratchDatabase(home, { settings: { work_mem: "7MB" } });

  expect(await open(url)`show work_mem`).toEqual([{ work_mem: "7MB" }]);
});

test("nothing listens on the network, and the password is for its owner's eyes", async () => {
  const { url } = await startScratchDatabase(home);

  expect(await open(url)`show listen_addresses`).toEqual([{ listen_addresses: "" }]);
  expect((await stat(join(home, "postgres", "password"))).mode & 0o777).toBe(0o600);
  const stranger = open(url.replace(/kedge:[^@]+@/, "kedge:wrong@"));
  await expect(stranger`select 1`).rejects.toThrow(/password authentication failed/);
});

test("a home too long for a socket is served on loopback", async () => {
  const { url } = await startScratchDatabase(join(await scratchHome(), "h".repeat(100)));

  expect(new URL(url).hostname).toBe("127.0.0.1");
  expect(await open(url)`select 1 as one`).toEqual([{ one: 1 }]);
});

test("a second server on the same home is refused, naming the first", async () => {
  const owner = startEmbeddedOwner(home);
  const { url = "" } = await owner.next();

  const second = startScratchDatabase(home);

  await expect(second).rejects.toMatchObject({ code: "EMBEDDED_HOME_IN_USE" });
  await expect(second).rejects.toThrow(new RegExp(`pid ${owner.pid}.*--home.*--database-url`));
  expect(await open(url)`select 1 as one`, "the first is not disturbed").toEqual([{ one: 1 }]);
  await owner.end("SIGTERM");
});

test("a first start that was killed half-way leaves nothing that a later one stumbles over", async () => {
  const interrupted = await scratchHome();
  const server = join(interrupted, "postgres", "server");
  await mkdir(join(server, "data.new"), { recursive: true });
  if (isRoot()) {
    const { uid, gid } = await unprivilegedAccount();
    for (const folder of [server, join(server, "data.new")]) await chown(folder, uid, gid);
  }

  const { url } = await startScratchDatabase(interrupted);

  expect(await open(url)`select 1 as one`).toEqual([{ one: 1 }]);
});

test("a lost password is replaced, the data kept", async () => {
  const first = await startScratchDatabase(home);
  const row = await commitRow(first.url);
  await first.stop();
  await rm(join(home, "postgres", "password"));

  const second = await startScratchDatabase(home);

  expect(second.url).not.toBe(first.url);
  expect(await holdsRow(second.url, row)).toBe(true);
});

test("data of another major version is refused and left alone", async () => {
  const database = await startScratchDatabase(home);
  await database.stop();
  const versionFile = join(database.dataFolder, "PG_VERSION");
  await writeFile(versionFile, "17\n");
  onTestFinished(() => writeFile(versionFile, "18\n"));

  await expect(startScratchDatabase(home)).rejects.toMatchObject({ code: "EMBEDDED_OTHER_MAJOR" });
  const again = startScratchDatabase(home);
  await expect(again, "the refusal gave the home free").rejects.toThrow(/made by Postgres 17.*--home/);
});

test("stop() may be called twice and at once", async () => {
  const database = await startScratchDatabase(home);

  await Promise.all([database.stop(), database.stop()]);

  expect(await database.exited).toMatchObject({ asked: true, code: 0 });
});
