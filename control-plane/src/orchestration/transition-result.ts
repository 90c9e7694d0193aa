import type { State, TransitionResult, TransitionStatus } from "kedge/contract";

interface Explanation {
  readonly reason: string | null;
  readonly delaySeconds: number | null;
}

/** The wire's answer to a proposal, and whether its state was made by this very proposal (201) or stood before (200). */
export function answer(
  status: TransitionStatus,
  state: State | null,
  isNew: boolean,
  { reason, delaySeconds }: Explanation = { reason: null, delaySeconds: null },
): { result: TransitionResult; isNew: boolean } {
  return { result: { state, status, details: details(status, reason, delaySeconds) }, isNew };
}

function details(
  status: TransitionStatus,
  reason: string | null,
  delaySeconds: number | null,
): TransitionResult["details"] {
  switch (status) {
    case "ACCEPT":
      return { type: "accept_details" };
    case "REJECT":
      return { type: "reject_details", reason };
    case "WAIT":
      return { type: "wait_details", delay_seconds: delaySeconds ?? 0, reason };
    case "ABORT":
      return { type: "abort_details", reason };
  }
}
