import {
  formatMicros,
  setFlowRunState,
  type State,
  StateName,
  type TransitionResult,
  uuidv7,
} from "../../../contract/index.js";
import { nowMicros } from "../../../clock.js";
import { KedgeError } from "../../../errors.js";
import { findFlowRun } from "../../find/flow-run.js";
import { integer } from "../../options/integer.js";
import { stateLine } from "../../output/state-label.js";
import type { Session } from "../../session.js";
import { whoAsks } from "../../who-asks.js";

const A_YEAR = 366 * 86_400;

/** `--timeout <seconds>`, for both ways to pause. */
export const TIMEOUT = [
  "--timeout <seconds>",
  "let it fail unless it is resumed within so many seconds",
  integer(1, A_YEAR),
] as const;

export interface PauseRequest {
  readonly ref: string;
  /** Its process ends, and another one begins when it is resumed. */
  readonly isSuspend: boolean;
  readonly timeout: number | undefined;
}

/** Asks for a pause from outside, and prints what has become of it. */
export async function requestPause(session: Session, { ref, isSuspend, timeout }: PauseRequest): Promise<void> {
  const run = await findFlowRun(session.client, ref);
  const verb = isSuspend ? "Suspended" : "Paused";
  const result = await session.client.call(setFlowRunState, {
    params: { id: run.id },
    body: {
      state: {
        type: "PAUSED",
        name: isSuspend ? StateName.SUSPENDED : "Paused",
        message: `${verb} by ${whoAsks()} from the command line.`,
        state_details: {
          pause_reschedule: isSuspend,
          pause_key: uuidv7(),
          pause_timeout: timeout === undefined ? null : formatMicros(nowMicros() + timeout * 1e6),
        },
      },
    },
  });
  const state = accepted(run.name, verb, result);
  session.print({ id: run.id, name: run.name, state }, ({ paint }) => `${run.name} is ${stateLine(state, paint)}`);
}

function accepted(name: string, verb: string, { state, status, details }: TransitionResult): State {
  if (status === "ACCEPT" && state !== null) return state;
  const reason = "reason" in details ? details.reason : undefined;
  throw new KedgeError(`NOT_${verb.toUpperCase()}`, `${name} was not ${verb.toLowerCase()}.`, {
    hint: reason ?? undefined,
  });
}
