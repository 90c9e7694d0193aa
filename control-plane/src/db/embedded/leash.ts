import { spawn } from "node:child_process";
import { spawnOptions } from "./run-command.js";
import type { ServerFolder } from "./server-folder.js";

/**
 * Waits for the end of its input, which only the death of this process brings, then asks the postmaster for a fast
 * shutdown, if postmaster.pid still names it (its pid may be another's by then). Signals that reach the whole terminal or
 * service pass it by: it must outlive the server.
 */
const SCRIPT = `
trap '' INT TERM HUP
read -r _
read -r pid < "$2/postmaster.pid" && [ "$pid" = "$1" ] && kill -INT "$1"
`;

/**
 * Ends Postgres when this process dies without having stopped it. Postgres itself does not look at its parent; a shell
 * that sleeps in read() costs under a megabyte and no time, and is on every system. It may be killed as well: then the next
 * start finds the orphan and stops it.
 */
export function leash(pid: number, { data, account }: ServerFolder): { release(): void } {
  const shell = spawn("/bin/sh", ["-c", SCRIPT, "kedge-leash", String(pid), data], {
    ...spawnOptions(account),
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  // Without a shell there is no leash, which the next start makes good.
  shell.on("error", () => undefined);
  shell.stdin?.on("error", () => undefined);
  shell.unref();
  return { release: () => void shell.kill("SIGKILL") };
}
