import { StartRefused } from "@kedge/work-pools/runtimes";
import type { State, StateType } from "kedge/contract";
import { describe, expect, it } from "vitest";
import { decideReport, type Outcome } from "./final-report.js";

const outcome = (changes: Partial<Outcome>): Outcome => ({
  end: { kind: "exited", code: 0 },
  stopReason: undefined,
  killed: false,
  gracePeriodMs: 30_000,
  lastErrors: [],
  ...changes,
});

const state = (type: StateType, details: State["state_details"] = {}): State => ({
  id: "",
  type,
  name: type,
  timestamp: "",
  message: null,
  data: null,
  state_details: details,
});

const CODE_0 = outcome({});
const CODE_3 = outcome({ end: { kind: "exited", code: 3 } });
const KILLED = outcome({ end: { kind: "signalled", signal: "SIGKILL" } });
const REFUSED = outcome({ end: { kind: "refused", refusal: new StartRefused("No such program.", "Install it.") } });
const SUSPENDED = state("PAUSED", { pause_reschedule: true });

const running = { state: state("RUNNING"), retriesInProcess: false };

describe("decideReport", () => {
  it.each<[string, Outcome, State | null, string | null, RegExp?]>([
    ["a completed run keeps its state", CODE_0, state("COMPLETED"), null],
    ["a reported failure stands above the exit code", CODE_3, state("FAILED"), null],
    ["a reported crash is not reported again", KILLED, state("CRASHED"), null],
    ["exit 0 without a report is a crash", CODE_0, state("RUNNING"), "CRASHED", /never reported/],
    ["exit 0 before the run even began is a crash", CODE_0, state("PENDING"), "CRASHED", /never reported/],
    ["an exit code without a report is a crash that names it", CODE_3, state("RUNNING"), "CRASHED", /code 3/],
    ["a signal without a report is a crash that names it", KILLED, state("RUNNING"), "CRASHED", /SIGKILL/],
    ["a suspended run goes on later", CODE_0, SUSPENDED, null],
    ["a suspended run that had to be killed as well", { ...KILLED, stopReason: "suspended" }, SUSPENDED, null],
    ["a run that paused in its process died with it", KILLED, state("PAUSED"), "CRASHED", /SIGKILL/],
    ["a run that awaits a retry is started again", CODE_0, state("SCHEDULED"), null],
    [
      "a refused start is a crash with what to do",
      REFUSED,
      state("PENDING"),
      "CRASHED",
      /No such program.\s+Install it/,
    ],
    ["a cancelled run is cancelled whatever its exit", CODE_3, state("CANCELLING"), "CANCELLED"],
    ["a cancelled run may have completed first", outcome({ stopReason: "cancelled" }), state("COMPLETED"), null],
    [
      "a cancellation that came before the start",
      { ...REFUSED, stopReason: "cancelled" },
      state("CANCELLING"),
      "CANCELLED",
      /before it started/,
    ],
    [
      "a killed cancellation says so",
      { ...KILLED, killed: true },
      state("CANCELLING"),
      "CANCELLED",
      /within 30 s and was killed/,
    ],
    [
      "a stopped worker is named as the cause",
      { ...KILLED, stopReason: "worker-stopped" },
      state("RUNNING"),
      "CRASHED",
      /worker was stopped/,
    ],
    ["a lost run is not ours to report", { ...KILLED, stopReason: "lost" }, state("RUNNING"), null],
    [
      "a job that was stopped for its lease is a crash, if it is still ours to say",
      { ...KILLED, stopReason: "lease-expired" },
      state("RUNNING"),
      "CRASHED",
      /could not reach the plane/,
    ],
  ])("%s", (_, given, state, type, message) => {
    const proposed = decideReport(given, { state, retriesInProcess: false });
    expect(proposed?.type ?? null).toBe(type);
    if (message !== undefined) expect(proposed?.message).toMatch(message);
  });

  it("a crash carries the last lines of the error output", () => {
    const proposed = decideReport({ ...CODE_3, lastErrors: ["Error: boom", "    at x.ts:3"] }, running);
    expect(proposed?.message).toBe(
      "The process exited with code 3.\nThe last lines of its error output:\nError: boom\n    at x.ts:3",
    );
  });

  it("a process that ended while it waited for its own retry has crashed", () => {
    const proposed = decideReport(KILLED, { state: state("SCHEDULED"), retriesInProcess: true });
    expect(proposed?.type).toBe("CRASHED");
  });
});
