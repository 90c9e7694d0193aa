import type { OutputChunk } from "@kedge/work-pools/runtimes";
import { LogLevel } from "kedge/contract";
import { LineSplitter } from "./line-splitter.js";
import type { LogStreamer } from "./log-streamer.js";

const KEPT_LINES = 10;
const KEPT_LINE_CHARACTERS = 500;

/**
 * Reads a job's output to its end, as log lines when `asLogs`: standard output at INFO, error output at ERROR. Reads no
 * faster than the lines find room. Returns the last lines of the error output, for the message of a crash.
 */
export async function streamOutput(
  output: AsyncIterable<OutputChunk>,
  logs: LogStreamer,
  asLogs: boolean,
): Promise<readonly string[]> {
  const splitters = { stdout: new LineSplitter(), stderr: new LineSplitter() };
  const lastErrors: string[] = [];

  async function take(stream: OutputChunk["stream"], lines: readonly string[]): Promise<void> {
    for (const line of lines) {
      if (stream === "stderr" && line.trim() !== "") {
        lastErrors.push(line.slice(0, KEPT_LINE_CHARACTERS));
        if (lastErrors.length > KEPT_LINES) lastErrors.shift();
      }
      if (asLogs) await logs.push(stream === "stdout" ? LogLevel.INFO : LogLevel.ERROR, line);
    }
  }

  for await (const { stream, bytes } of output) await take(stream, splitters[stream].push(bytes));
  await take("stdout", splitters.stdout.end());
  await take("stderr", splitters.stderr.end());
  return lastErrors;
}
