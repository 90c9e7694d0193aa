import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

interface OwnerEvent {
  readonly url?: string;
  readonly postmaster?: number;
  readonly interrupted?: boolean;
  readonly code?: string;
  readonly message?: string;
}

export interface EmbeddedOwner {
  readonly pid: number;
  /** The next thing it printed. */
  next(): Promise<OwnerEvent>;
  /** Sends a signal that ends it, and waits for that. */
  end(signal: NodeJS.Signals): Promise<void>;
}

/** Starts a process that owns the embedded Postgres of a home, as another user if told so. It ends with the test. */
export function startEmbeddedOwner(home: string, uid?: number): EmbeddedOwner {
  const script = fileURLToPath(new URL("embedded-owner.ts", import.meta.url));
  const args = ["--import", "tsx", script, home, ...(uid === undefined ? [] : [String(uid)])];
  // A process group of its own, as a shell gives every command, so that a test can press Ctrl-C on it.
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"], detached: true });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  onTestFinished(() => end(child, "SIGKILL"));
  return {
    pid: child.pid ?? Number.NaN,
    async next() {
      const { value, done } = await lines.next();
      if (done) throw new Error("the owner ended");
      return JSON.parse(value) as OwnerEvent;
    },
    end: (signal) => end(child, signal),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill(signal);
  await exit;
}
