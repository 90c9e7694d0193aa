import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import type { Writable } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { inspectProcess, pidExists } from "./process-facts.js";

test("the same process keeps its identity and shows its command", async () => {
  const [first, second] = [await inspectProcess(process.pid), await inspectProcess(process.pid)];

  expect(first?.identity).toBe(second?.identity);
  expect(first?.command).toContain("node");
});

test("two processes have two identities", async () => {
  const child = spawn("sleep", ["1000"]);
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child, "spawn");
  const [mine, its] = [await inspectProcess(process.pid), await inspectProcess(child.pid ?? Number.NaN)];

  expect(its).toBeDefined();
  expect(its?.identity).not.toBe(mine?.identity);
});

test("a process that has ended has no facts", async () => {
  expect(await inspectProcess(spawnSync("true").pid)).toBeUndefined();
});

test("a zombie has no facts, though the kernel knows its pid", async () => {
  // The shell becomes a sleep, which never reaps the child it inherits; the child ends when its input does.
  const script = "cat <&3 & echo $!; exec sleep 1000 3<&-";
  const parent = spawn("sh", ["-c", script], { stdio: ["ignore", "pipe", "inherit", "pipe"] });
  onTestFinished(() => void parent.kill("SIGKILL"));
  const [line] = (await once(parent.stdout!, "data")) as [Buffer];
  const zombie = Number(line.toString());
  await expect.poll(() => inspectProcess(parent.pid ?? Number.NaN)).toMatchObject({ command: "sleep 1000" });

  (parent.stdio[3] as Writable).end();

  await expect.poll(() => inspectProcess(zombie)).toBeUndefined();
  expect(pidExists(zombie)).toBe(true);
});
