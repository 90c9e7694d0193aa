import { execFileSync } from "node:child_process";
import { mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { connect } from "../../src/db/connect.js";
import { isRoot } from "../../src/db/embedded/account.js";
import { expectSound } from "../expect-sound.js";
import { scratchHome } from "../scratch-home.js";
import { startScratchDatabase } from "../scratch-database.js";
import { expectEndsToStand } from "./acknowledged.js";
import { liveThrough } from "./lifecycle.js";
import { ask } from "./patient-client.js";
import { startServerProcess } from "./server-process.js";

const DISK_MEGABYTES = 160;

/** A disk of its own for the server's home; null where none may be mounted. */
async function smallDisk(): Promise<string | null> {
  if (!isRoot()) return null;
  const path = join(await scratchHome(), "disk");
  await mkdir(path);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${DISK_MEGABYTES}m,mode=0711`, "tmpfs", path], { stdio: "pipe" });
  } catch {
    // A container without the right to.
    return null;
  }
  onTestFinished(() => void execFileSync("umount", ["-l", path]));
  return path;
}

/** Takes all the room that is left. */
async function fill(path: string): Promise<void> {
  const file = await open(path, "w");
  const megabyte = Buffer.alloc(1024 * 1024);
  try {
    for (let size = megabyte.length; size >= 1;) {
      const written = await file.write(megabyte, 0, size).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOSPC") return { bytesWritten: 0 };
        throw error;
      });
      if (written.bytesWritten < size) size = Math.floor(size / 2);
    }
  } finally {
    await file.close();
  }
}

it(
  "a server whose disk is full says so, loses nothing and goes on when there is room",
  { timeout: 120_000 },
  async (t) => {
    const home = await smallDisk();
    if (home === null) return t.skip("only root may mount a small disk");
    const server = await startServerProcess({ home, port: 0 });
    const { apiUrl } = server;
    const whereabouts = { serving: () => Promise.resolve(apiUrl) };
    const flow = await ask(apiUrl, "POST", "/flows/", { name: "f" });
    const live = () => liveThrough(whereabouts, { flowId: flow!.body.id, end: "COMPLETED" });
    const ready = async () => {
      const reply = await fetch(`${apiUrl}/ready`);
      return { status: reply.status, body: (await reply.json()) as unknown };
    };
    const ends = [await live()];

    const filler = join(home, "filler");
    await fill(filler);
    const message = "Service Unavailable: the database's disk is full.";
    const name = "x".repeat(1000);
    let created = 0;
    let refused;
    for (;;) {
      const answer = await ask(apiUrl, "POST", "/flow_runs/", { flow_id: flow!.body.id, name });
      expect(answer).not.toBeNull();
      if (answer!.status !== 201) {
        refused = answer;
        break;
      }
      created += 1;
    }
    expect(refused).toMatchObject({ status: 503, body: { code: "UNAVAILABLE", exception_message: message } });
    expect(await ready()).toMatchObject({ status: 503, body: { exception_message: message } });
    const waiting = [live(), live(), live()];

    await rm(filler);
    await expect.poll(ready, { timeout: 60_000 }).toMatchObject({ status: 200 });
    ends.push(...(await Promise.all(waiting)), await live());
    const runs = await ask(apiUrl, "POST", "/flow_runs/count", {});
    expect(runs?.body).toBe(created + ends.length);
    await server.stop();

    const database = await startScratchDatabase(home);
    const { sql, close } = connect({ url: database.url, connections: 1 });
    await expectEndsToStand(sql, ends);
    await expectSound(sql);
    await close();
    await database.stop();
  },
);
