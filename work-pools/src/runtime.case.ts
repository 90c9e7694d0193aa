import { afterAll, describe, expect, it } from "vitest";
import type { Job, JobHandle, OutputChunk, Runtime } from "./runtime.js";

/** What a runtime gives to have the shared cases run over it. */
export interface RuntimeSubject {
  readonly name: string;
  readonly runtime: Runtime;
  /** A job that runs this Node program (an ES module), whatever it takes to get it onto the infrastructure. */
  jobRunning(program: string): Promise<Job>;
  dispose(): Promise<void>;
  /** Cases that cannot hold here: their names, each with the reason. */
  readonly skip?: Readonly<Record<string, string>>;
}

/** The promises of `Runtime`, as cases that each runtime's own test runs. */
export function runRuntimeCases(subject: RuntimeSubject): void {
  const test = (name: string, body: () => Promise<void>) =>
    subject.skip?.[name] === undefined ? it(name, body) : it.skip(`${name} (${subject.skip[name]})`, body);
  const start = async (program: string) => subject.runtime.start(await subject.jobRunning(program));

  describe(`${subject.name}: a started job`, () => {
    afterAll(() => subject.dispose());

    test("a clean exit is evidence of code 0", async () => {
      const job = await start("process.exit(0)");
      await readAll(job);
      expect(await job.ended).toEqual({ kind: "exited", code: 0 });
    });

    test("a failing exit is evidence of its code", async () => {
      const job = await start("process.exit(3)");
      await readAll(job);
      expect(await job.ended).toEqual({ kind: "exited", code: 3 });
    });

    test("a kill from outside is evidence of its signal", async () => {
      const job = await start('process.kill(process.pid, "SIGKILL")');
      await readAll(job);
      expect(await job.ended).toEqual({ kind: "signalled", signal: "SIGKILL" });
    });

    test("both streams arrive byte by byte, whatever they are", async () => {
      const job = await start(`
        process.stdout.write(Buffer.from([0xff, 0x00, 0xc3]));
        process.stdout.write("no newline at the end");
        process.stderr.write("on stderr");
      `);
      const { stdout, stderr } = await readAll(job);
      expect(stdout).toEqual(Buffer.concat([Buffer.from([0xff, 0x00, 0xc3]), Buffer.from("no newline at the end")]));
      expect(stderr.toString()).toBe("on stderr");
    });

    test("64 MB of output arrive whole", async () => {
      const job = await start('for (let i = 0; i < 64; i++) process.stdout.write("x".repeat(1 << 20));');
      let size = 0;
      for await (const { bytes } of job.output) size += bytes.length;
      expect(size).toBe(64 << 20);
      expect(await job.ended).toEqual({ kind: "exited", code: 0 });
    });

    test("the job knows which attempt of which run it is", async () => {
      const program = "console.log(process.env.KEDGE_FLOW_RUN_ID, process.env.KEDGE_FENCE)";
      const job = await subject.jobRunning(program);
      const { stdout } = await readAll(await subject.runtime.start(job));
      expect(stdout.toString().trim()).toBe(`${job.identity.flowRunId} ${job.identity.fence}`);
    });

    test("an interrupted job ends in its own way", async () => {
      const job = await start(`
        process.on("SIGTERM", () => process.exit(7));
        setInterval(() => {}, 1000);
        console.log("ready");
      `);
      await firstLine(job);
      await job.interrupt("cancel");
      expect(await job.ended).toEqual({ kind: "exited", code: 7 });
    });

    test("a job that ignores the interrupt is killed", async () => {
      const job = await start(`
        process.on("SIGTERM", () => console.log("no"));
        setInterval(() => {}, 1000);
        console.log("ready");
      `);
      const output = job.output[Symbol.asyncIterator]();
      await output.next();
      await job.interrupt("stop");
      await output.next();
      await job.kill();
      expect(await job.ended).toEqual({ kind: "signalled", signal: "SIGKILL" });
    });

    test("killing and interrupting what has ended is harmless", async () => {
      const job = await start("");
      await readAll(job);
      await job.ended;
      await job.interrupt("cancel");
      await job.kill();
      await job.kill();
      expect(await job.ended).toEqual({ kind: "exited", code: 0 });
    });

    test("a reader that leaves does not keep the job from ending", async () => {
      const job = await start(
        'process.stdout.on("error", () => {}); for (let i = 0; i < 64; i++) process.stdout.write("x".repeat(1 << 20));',
      );
      await firstLine(job);
      expect((await job.ended).kind).toBe("exited");
    });
  });
}

/** Reads up to the first chunk and leaves. */
async function firstLine(job: JobHandle): Promise<OutputChunk | undefined> {
  for await (const chunk of job.output) return chunk;
  return undefined;
}

export async function readAll(job: JobHandle): Promise<{ stdout: Buffer; stderr: Buffer }> {
  const chunks = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };
  for await (const { stream, bytes } of job.output) chunks[stream].push(bytes);
  return { stdout: Buffer.concat(chunks.stdout), stderr: Buffer.concat(chunks.stderr) };
}
