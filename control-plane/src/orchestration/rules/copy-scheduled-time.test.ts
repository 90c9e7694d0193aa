import { expect, it } from "vitest";
import { inSeconds, proposalOf, stateOf, transition } from "../../../test/transitions/flow-run-transition.js";
import { decide } from "../decide.js";
import { copyScheduledTime } from "./copy-scheduled-time.js";

const scheduled = stateOf("SCHEDULED", { details: { scheduled_time: inSeconds(60) } });

it("a run that a worker fetched ahead of its time still knows that time", () => {
  const { state } = decide([copyScheduledTime], transition(scheduled, proposalOf("PENDING")));
  expect(state?.details.scheduled_time).toBe(inSeconds(60));
});

it("a time that the worker names itself is left", () => {
  const proposed = proposalOf("PENDING", { details: { scheduled_time: inSeconds(5) } });
  expect(decide([copyScheduledTime], transition(scheduled, proposed)).state).toBe(proposed);
});

it("no time is made up", () => {
  const proposed = proposalOf("PENDING");
  expect(decide([copyScheduledTime], transition(stateOf("SCHEDULED"), proposed)).state).toBe(proposed);
});

it("only the way from scheduled to pending carries the time", () => {
  const proposed = proposalOf("COMPLETED");
  expect(decide([copyScheduledTime], transition(scheduled, proposed)).state).toBe(proposed);
});
