import type { ClaimedRun } from "kedge/contract";
import { Attempt } from "../attempt.js";
import { claimedRun } from "./fake-plane.js";

export function newAttempt(claim: Partial<ClaimedRun> = {}, leaseUntil = Infinity): Attempt {
  return new Attempt(claimedRun(claim), leaseUntil);
}

export const silentLog = { info() {}, warn() {}, error() {} };
