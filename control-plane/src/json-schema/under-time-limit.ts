import { createContext, Script } from "node:vm";

/** Generous for any honest check on a loaded machine; what a hostile one can hold up the server for. */
const LIMIT_MS = 1000;

const context = createContext({ work: undefined as unknown });
const run = new Script("work()");

/** Thrown in place of the result when the work took too long. */
export class TimeLimitError extends Error {
  override readonly name = "TimeLimitError";
}

/**
 * Runs synchronous work that may be ended at any point, even inside a regular expression. The context is no sandbox: only
 * code of ours runs, what is bounded is its time.
 */
export function underTimeLimit<T>(work: () => T): T {
  context["work"] = work;
  try {
    return run.runInContext(context, { timeout: LIMIT_MS }) as T;
  } catch (error) {
    if (codeOf(error) === "ERR_SCRIPT_EXECUTION_TIMEOUT")
      throw new TimeLimitError(`took longer than ${LIMIT_MS} ms`, { cause: error });
    throw error;
  } finally {
    context["work"] = undefined;
  }
}

/** The watchdog's error is an `Error` of the context, not of this realm. */
function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}
