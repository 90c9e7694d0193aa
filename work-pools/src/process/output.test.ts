import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { mergeOutput } from "./output.js";

describe("mergeOutput", () => {
  it("holds both pipes back while nobody reads, and lets them go on when someone does", async () => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const { chunks } = mergeOutput(stdout, stderr);
    const reader = chunks[Symbol.asyncIterator]();
    const first = reader.next();
    stdout.write("0");
    await first;
    for (let i = 1; i < 100 && !stdout.isPaused(); i++) {
      stdout.write(String(i));
      await new Promise(setImmediate);
    }
    expect(stdout.isPaused()).toBe(true);
    expect(stderr.isPaused()).toBe(true);
    stdout.end();
    stderr.end();
    let rest = 0;
    for (let next = await reader.next(); next.done !== true; next = await reader.next()) rest += 1;
    expect(rest).toBeGreaterThan(10);
  });

  it("ends when both pipes have", async () => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const { chunks, closed } = mergeOutput(stdout, stderr);
    stdout.end("out");
    stderr.end("err");
    const read: string[] = [];
    for await (const { stream, bytes } of chunks) read.push(`${stream}: ${Buffer.from(bytes).toString()}`);
    expect(read.sort()).toEqual(["stderr: err", "stdout: out"]);
    await closed;
  });

  it("a reader that leaves closes the pipes", async () => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const { chunks, closed } = mergeOutput(stdout, stderr);
    stdout.write("x");
    for await (const _ of chunks) break;
    await closed;
    expect(stdout.destroyed && stderr.destroyed).toBe(true);
  });

  it("an abandoned output ends when idle though a pipe stays open", async () => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const output = mergeOutput(stdout, stderr);
    stdout.write("last words");
    output.abandonWhenIdle(1);
    const read: string[] = [];
    for await (const { bytes } of output.chunks) read.push(Buffer.from(bytes).toString());
    expect(read).toEqual(["last words"]);
  });
});
