import type { ClaimedRun } from "kedge/contract";
import { Attempt } from "../attempt.js";
import { claimedRun } from "./fake-plane.js";

export function newAttempt({ claim = {}, sessionId = "a session", leaseUntil = Infinity }: AttemptParts = {}): Attempt {
  return new Attempt(claimedRun(claim), sessionId, leaseUntil);
}

interface AttemptParts {
  readonly claim?: Partial<ClaimedRun>;
  readonly sessionId?: string;
  readonly leaseUntil?: number;
}

export const silentLog = { info() {}, warn() {}, error() {} };
