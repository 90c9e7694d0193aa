import { spawn, type SpawnOptions } from "node:child_process";
import type { Account } from "./account.js";

export interface CommandResult {
  /** Null when a signal ended it or it could not be started. */
  readonly code: number | null;
  /** What it wrote on stdout and stderr, or why it could not be started. */
  readonly output: string;
}

/**
 * How every child is started. The environment is not handed on: it holds the server's secrets, and Postgres' own
 * variables (PGDATA, PGOPTIONS, TZ) would change what it does. LC_ALL=C because its messages are matched. The working
 * folder is one that every account may enter; the caller's may be closed to it.
 */
export function spawnOptions(account: Account | undefined): SpawnOptions {
  const identity = account === undefined ? {} : { uid: account.uid, gid: account.gid };
  return { cwd: "/", env: { LC_ALL: "C", PATH: "/usr/bin:/bin" }, ...identity };
}

export function runCommand(
  file: string,
  args: readonly string[],
  account: Account | undefined,
  input = "",
): Promise<CommandResult> {
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(file, args, { ...spawnOptions(account), stdio: ["pipe", "pipe", "pipe"] });
    const collect = (chunk: Buffer): void => {
      output += chunk.toString("utf8");
    };
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    // EPIPE when it exits before it has read its input: the exit code tells why.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
    child.once("error", (error) => resolve({ code: null, output: `${output}${error.message}` }));
    child.once("close", (code) => resolve({ code, output }));
  });
}
