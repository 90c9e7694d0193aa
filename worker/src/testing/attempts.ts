import type { ClaimedRun } from "kedge/contract";
import { Attempt } from "../attempt.js";
import { claimedRun } from "./fake-plane.js";

export function newAttempt({ claim = {}, leaseUntil = Infinity }: AttemptParts = {}): Attempt {
  return new Attempt(claimedRun(claim), leaseUntil);
}

interface AttemptParts {
  readonly claim?: Partial<ClaimedRun>;
  readonly leaseUntil?: number;
}

export const silentLog = { info() {}, warn() {}, error() {} };
