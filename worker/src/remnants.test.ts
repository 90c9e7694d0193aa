import type { JobIdentity, Runtime } from "@kedge/work-pools/runtimes";
import { setFlowRunState } from "kedge/contract";
import { afterEach, beforeEach, expect, it } from "vitest";
import { systemClock } from "./clock.js";
import { connectPlane } from "./plane.js";
import { reapRemnants, reportRemnants } from "./remnants.js";
import { silentLog } from "./testing/attempts.js";
import { FakePlane, type FakeRun } from "./testing/fake-plane.js";

let plane: FakePlane;
beforeEach(async () => {
  plane = await FakePlane.start();
});
afterEach(() => plane.stop());

const leftBy = (run: FakeRun, program: JobIdentity["program"] = "run"): JobIdentity => ({
  flowRunId: run.claimed.flow_run.id,
  attempt: 1,
  program,
  fence: "1.1",
  worker: "gone",
});
const report = (...jobs: JobIdentity[]) =>
  reportRemnants(jobs, {
    plane: connectPlane({ apiUrl: plane.apiUrl }),
    gracePeriodMs: 1000,
    stopNow: new AbortController().signal,
    clock: systemClock,
    random: () => 0,
    log: silentLog,
  });

it("a run that was left behind is reported under its own fence, without waiting for its lease", async () => {
  const run = plane.addRun({});
  plane.setState(run, "RUNNING");
  await report(leftBy(run));
  expect(run.states.at(-1)).toBe("CRASHED");
  expect(plane.received.at(-1)).toMatchObject({ operation: setFlowRunState.id, fence: "1.1" });
});

it("one that was being cancelled is cancelled, and one that has ended or was taken away is left as it is", async () => {
  const [cancelled, ended, taken] = [plane.addRun({}), plane.addRun({}), plane.addRun({})];
  plane.setState(cancelled, "CANCELLING");
  plane.setState(ended, "COMPLETED");
  plane.setState(taken, "RUNNING");
  taken.fence = "1.2";
  await report(leftBy(cancelled), leftBy(ended), leftBy(taken));
  expect([cancelled, ended, taken].map(({ states }) => states.at(-1))).toEqual(["CANCELLED", "COMPLETED", "RUNNING"]);
});

it("of hooks that were left running nothing is reported: their run has ended", async () => {
  const run = plane.addRun({});
  plane.setState(run, "CRASHED");
  await report(leftBy(run, "hooks"));
  expect(plane.received).toEqual([]);
});

it("a runtime that leaves nothing behind has nothing to reap", async () => {
  expect(
    await reapRemnants({ type: "none", start: () => Promise.reject(new Error("unused")) } satisfies Runtime, silentLog),
  ).toEqual([]);
});
