import { Readable } from "node:stream";
import type { OutputChunk } from "../runtime.js";

export interface Output {
  readonly chunks: AsyncIterable<OutputChunk>;
  /** Resolves when both pipes are closed and read, or the reader has left. */
  readonly closed: Promise<void>;
  /** Ends the output when nothing comes for `idleMs`: for pipes that stay open in hands we cannot find. */
  abandonWhenIdle(idleMs: number): void;
}

/** Chunks kept for a reader that is behind; past them the pipes fill up and the process waits in its write. */
const CHUNKS_AHEAD = 16;

/** Both pipes of a process as one stream, in the order of arrival. Reading slowly slows the writer down. */
export function mergeOutput(stdout: Readable, stderr: Readable): Output {
  const sources = { stdout, stderr };
  let open = 2;
  let received = 0;
  let held = false;

  const chunks = new Readable({
    objectMode: true,
    highWaterMark: CHUNKS_AHEAD,
    read() {
      held = false;
      stdout.resume();
      stderr.resume();
    },
    destroy(error, done) {
      stdout.destroy();
      stderr.destroy();
      done(error);
    },
  });

  for (const stream of ["stdout", "stderr"] as const) {
    const source = sources[stream];
    source.on("data", (bytes: Buffer) => {
      received += 1;
      if (chunks.push({ stream, bytes } satisfies OutputChunk)) return;
      held = true;
      stdout.pause();
      stderr.pause();
    });
    // A pipe that breaks is a pipe that ends: the evidence of what happened is the process's exit.
    source.on("error", () => source.destroy());
    source.once("close", () => {
      open -= 1;
      if (open === 0) chunks.push(null);
    });
  }

  return {
    chunks,
    closed: new Promise((resolve) => chunks.once("close", resolve)),
    abandonWhenIdle(idleMs) {
      let before = -1;
      const check = setInterval(() => {
        // A reader that holds the pipes back is slow, not done.
        if (!held && received === before) {
          stdout.destroy();
          stderr.destroy();
        }
        before = received;
      }, idleMs).unref();
      chunks.once("close", () => clearInterval(check));
    },
  };
}
