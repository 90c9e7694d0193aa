import type { Violation } from "../src/verify/index.js";
import { isSound, type SoakReport } from "./soak.js";

/** What became of a soak, for people. */
export function summary(report: SoakReport): string {
  const { seconds, seed, faults, last, violations } = report;
  const { workersKilled, serversKilled, workersHeld, connectionsReset } = faults;
  const { runs, completed, cancelled, ended, attempts, claimed, lateReports, leases } = last;
  return [
    "",
    `${runs} runs, ${ended === runs ? "each to one end" : `of which ${ended} ended`}, in ${seconds} s (seed ${seed})`,
    `faults      ${workersKilled} workers and ${serversKilled} servers killed, ${workersHeld} workers held for 1.5 leases, ${connectionsReset} times all connections reset`,
    `ends        ${completed} completed, ${cancelled} cancelled, ${ended - completed - cancelled} otherwise`,
    `attempts    ${attempts} of ${claimed} runs, of which ${attempts - claimed} began anew; ${lateReports} late reports refused`,
    `leases left ${leases}`,
    `promises    ${violations.length === 0 ? "all hold" : `${violations.length} violations`}`,
    ...violations.map((one) => `  ${told(one)}`),
    isSound(report) ? "sound" : "NOT SOUND",
  ].join("\n");
}

/** In one line, for a detail may quote a statement. */
export function told({ invariant, subject, detail }: Violation): string {
  return `${invariant} ${subject}: ${detail.replace(/\s+/g, " ")}`;
}
