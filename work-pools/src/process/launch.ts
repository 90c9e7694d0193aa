import type { Job } from "../runtime.js";
import type { Environment, Variables } from "./environment.js";
import type { WarmKind } from "./warm/warm-pool.js";
import type { WorkingDirectory } from "./working-directory.js";

/** What to spawn, and how to ask it to stop. */
export interface Launch {
  readonly command: Command;
  readonly environment: Variables;
  /** How the same can begin in a process that was started before; absent where it cannot. */
  readonly warm?: WarmLaunch;
  /** Announces a cancellation before SIGTERM, where the program has a way to hear of it. */
  readonly announceCancel?: () => Promise<void>;
  /** The program watches itself for being suspended, and would take a signal for a crash. */
  readonly hearsSuspend?: true;
  /** Frees what the launch holds once the process has ended. */
  readonly dispose?: () => void;
}

export interface WarmLaunch {
  readonly kind: WarmKind;
  /** The program to become. */
  readonly program: string;
}

export type Command = readonly [program: string, ...args: string[]];

/** What a language needs to plan its launch; `command` is the job's own and stands in for the language's program. */
export interface LaunchRequest {
  readonly job: Job;
  readonly directory: WorkingDirectory;
  readonly inherited: Environment;
  readonly command: Command | undefined;
}
