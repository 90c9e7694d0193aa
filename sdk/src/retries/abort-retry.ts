import { KedgeError } from "../errors.js";

/** Thrown inside a task: fails it at once, whatever retries remain. */
export class FinalFailure extends KedgeError {
  constructor(message: string, cause?: unknown) {
    super("FINAL_FAILURE", message, { cause });
  }
}

/** `throw abortRetry(error)`: fails the task with this error and without another attempt. */
export function abortRetry(reason: unknown): FinalFailure {
  return new FinalFailure(reason instanceof Error ? reason.message : String(reason), reason);
}

export function isFinalFailure(error: unknown): boolean {
  return error instanceof FinalFailure;
}
