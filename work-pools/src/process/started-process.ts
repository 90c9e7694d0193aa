import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import type { JobEnd } from "../runtime.js";
import { mergeOutput, type Output } from "./output.js";
import { signalGroup } from "./process-tree.js";

export type Child = ChildProcess & { readonly pid: number; readonly stdout: Readable; readonly stderr: Readable };

/** A process that leads a group of its own, with what is to be known of it. */
export interface StartedProcess {
  readonly child: Child;
  readonly output: Output;
  /** The evidence of its end, when its group is ended, too. */
  readonly exited: Promise<JobEnd>;
}

/** Watches a process from the moment it was spawned: an end or an output that nobody listens for is lost. */
export function watchProcess(child: Child): StartedProcess {
  const exited = new Promise<JobEnd>((resolve) => {
    child.once("exit", (code, signal) => {
      // At once, while the group's number cannot have been given to anyone else: what the program left running goes with it.
      signalGroup(child.pid, "SIGKILL");
      resolve(code === null ? { kind: "signalled", signal: signal ?? "unknown" } : { kind: "exited", code });
    });
  });
  return { child, output: mergeOutput(child.stdout, child.stderr), exited };
}
