import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { cleanEnvironment } from "../settings.js";
import type { ScheduleCase } from "./cases.js";

export type OracleAnswer = { readonly instants: number[] } | { readonly refused: string };

/** What Prefect's schedule classes make of the cases; instants in milliseconds. */
export async function askOracle(python: string, cases: readonly Pick<ScheduleCase, "schedule" | "spans">[]) {
  const script = fileURLToPath(new URL("./oracle.py", import.meta.url));
  const child = spawn(python, [script], { env: cleanEnvironment(), stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end(JSON.stringify(cases));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (output === "") throw new Error(`the oracle failed:\n${errors}`);
  const answers = JSON.parse(output) as OracleAnswer[];
  return answers.map((answer) =>
    "instants" in answer ? { instants: answer.instants.map((seconds) => Math.round(seconds * 1e6) / 1000) } : answer,
  );
}
