import type { FlowRunTransitions } from "../../../../control-plane/src/orchestration/flow-run-transitions.js";
import type { Process } from "../../kernel/process.js";
import type { Random } from "../../kernel/random.js";
import type { Wiring } from "../../wiring.js";
import type { Database } from "../database.js";
import type { NewRun } from "../store.js";

/** What a server's background loops work with. */
export interface LoopParts {
  readonly process: Process;
  readonly database: Database;
  readonly transitions: FlowRunTransitions;
  readonly random: Random;
  readonly wiring: Wiring;
  readonly schedule: { readonly untilMs: number; runOf(key: string): NewRun };
}

const AFTER_FAILURE_MS = 1000;

/** Until the server dies. `round` answers how long to rest; one that fails leaves its work to the next. */
export async function repeat(process: Process, round: () => Promise<number>): Promise<void> {
  for (;;) {
    const restMs = await round().catch(() => AFTER_FAILURE_MS);
    await new Promise<void>((resolve) => void process.after(restMs, resolve));
  }
}
