import { KedgeError } from "../errors.js";

/** The run failed, and its own error is not at hand (another process ran it, or it returned `Failed()`). */
export class FailedRun extends KedgeError {
  constructor(message: string) {
    super("FAILED_RUN", message);
  }
}

/** The infrastructure failed the run: killed, exited, lost. */
export class CrashedRun extends KedgeError {
  constructor(message: string) {
    super("CRASHED_RUN", message);
  }
}

export class CancelledRun extends KedgeError {
  constructor(message: string) {
    super("CANCELLED_RUN", message);
  }
}

/** The run goes on later, in another process: this one has to let it go. */
export class SuspendedRun extends KedgeError {
  constructor(message: string) {
    super("SUSPENDED_RUN", message, { hint: "It ends the run's process; rethrow it where it is caught." });
  }
}

/** Asked for the result of a run that has none yet, or never will: pending, paused, or not ready. */
export class UnfinishedRun extends KedgeError {
  constructor(message: string, hint?: string) {
    super("UNFINISHED_RUN", message, { hint });
  }
}

/** The run completed, but its result was not kept where this process can read it. */
export class MissingResult extends KedgeError {
  constructor(message: string, cause?: unknown) {
    super("MISSING_RESULT", message, {
      hint: "Set persistResult: true on the task or flow, so that its result outlives the process.",
      cause,
    });
  }
}

/** The run took longer than its timeoutSeconds. */
export class RunTimedOut extends KedgeError {
  constructor(message: string) {
    super("RUN_TIMED_OUT", message);
  }
}

/** The plane refused a state for good: the run was deleted, finished elsewhere, or superseded by another attempt. */
export class RunAborted extends KedgeError {
  constructor(message: string, cause?: unknown) {
    super("RUN_ABORTED", message, { cause });
  }
}
