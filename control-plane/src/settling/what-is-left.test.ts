import type { StateType } from "kedge/contract";
import { expect, it } from "vitest";
import { inSeconds, NOW, stateOf } from "../../test/transitions/flow-run-transition.js";
import { whatIsLeft, type UnsettledRun } from "./what-is-left.js";

const LIMITS = { cancelLimitSeconds: 300 };
/** States of `stateOf` were entered a second ago. */
const left = (type: StateType, details = {}, run: Partial<UnsettledRun> = {}) =>
  whatIsLeft({ name: "brave-otter", state: stateOf(type, { details }), isHeld: false, now: NOW, ...run }, LIMITS);
const later = (seconds: number) => ({ now: NOW + seconds * 1e6 });

it("a cancel that nobody has carried out within the limit is ended by the plane", () => {
  expect(left("CANCELLING")).toMatchObject({ end: null, again: inSeconds(299) });
  expect(left("CANCELLING", {}, later(299))).toMatchObject({ end: { type: "CANCELLED" }, again: null });
});

it("a worker that is alive is not overtaken, however long its teardown takes", () => {
  expect(left("CANCELLING", {}, { ...later(400), isHeld: true })).toMatchObject({ end: null, again: inSeconds(460) });
});

it("a pause fails at its timeout, and one without never", () => {
  expect(left("PAUSED", { pause_timeout: inSeconds(10) })).toMatchObject({ end: null, again: inSeconds(10) });
  expect(left("PAUSED", { pause_timeout: inSeconds(0) })).toMatchObject({ end: { type: "FAILED" }, again: null });
  expect(left("PAUSED")).toMatchObject({ end: null, again: null });
});

it("while a run is being cancelled, children elsewhere are cancelled too, and those in its process end with it", () => {
  const { inside } = left("CANCELLING", { cancelled_by: "ana@laptop" });
  expect(inside).toMatchObject({
    inProcess: null,
    deployed: {
      type: "CANCELLING",
      details: { cancelled_by: "ana@laptop" },
      message: expect.stringContaining("brave-otter"),
    },
  });
});

it("nothing inside a cancelled run is left open; children elsewhere survive a crash", () => {
  expect(left("CANCELLED").inside).toMatchObject({
    inProcess: { type: "CANCELLED" },
    deployed: { type: "CANCELLING" },
  });
  expect(left("CRASHED").inside).toMatchObject({ inProcess: { type: "CRASHED" }, deployed: null });
});

it("a run that has gone on leaves nothing", () => {
  for (const type of ["RUNNING", "COMPLETED", "FAILED", "SCHEDULED", "PENDING"] as const) {
    expect(left(type)).toEqual({ inside: { inProcess: null, deployed: null }, end: null, again: null });
  }
});
