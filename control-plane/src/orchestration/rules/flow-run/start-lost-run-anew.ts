import { formatMicros, StateName } from "kedge/contract";
import type { FlowRunRule } from "../../flow-run-snapshot.js";
import { PASS, reject } from "../../rule.js";
import { states } from "../../state-sets.js";

/** The first time at once, for nothing was wrong with the run; then with growing pauses, in case something is. */
const FIRST_PAUSE_SECONDS = 10;
const LONGEST_PAUSE_SECONDS = 300;

/**
 * A crash is no failure of the flow: its process, its machine or its worker was lost. A deployment may say that such a run
 * is started anew (`on_crash_retries`); it goes back to the workers, under another fence.
 */
export const startLostRunAnew: FlowRunRule = {
  name: "start-lost-run-anew",
  from: states("PENDING", "RUNNING"),
  to: states("CRASHED"),
  judge({ proposed, run: { dispatch }, now }) {
    if (dispatch?.crashRetries == null || dispatch.crashes >= dispatch.crashRetries) return PASS;
    const crashes = dispatch.crashes + 1;
    const pause = crashes === 1 ? 0 : Math.min(FIRST_PAUSE_SECONDS * 2 ** (crashes - 2), LONGEST_PAUSE_SECONDS);
    const message = `The attempt was lost, and the run is started anew (${crashes} of ${dispatch.crashRetries}). ${proposed.message ?? ""}`;
    return {
      ...reject(message.trimEnd(), {
        type: "SCHEDULED",
        name: StateName.AWAITING_RETRY,
        message: message.trimEnd(),
        data: null,
        details: { scheduled_time: formatMicros(now + pause * 1e6) },
      }),
      changes: { resuming: false, pauseKeys: [], retryType: "reschedule", dispatch: { ...dispatch, crashes } },
    };
  },
};
