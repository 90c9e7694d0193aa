import { type ReceivedEvent, uuidv7 } from "kedge/contract";
import { expect, it } from "vitest";
import { LiveEvents } from "./live-events.js";

const AT = "2026-01-01T00:00:00.000000Z";
const newEvent = (event = "user.thing"): ReceivedEvent => ({
  id: uuidv7(),
  occurred: AT,
  received: AT,
  event,
  resource: { "prefect.resource.id": "user.1" },
  related: [],
  payload: {},
  follows: null,
});

function newLive() {
  const sent: string[] = [];
  const time = { now: 0 };
  const live = new LiveEvents(
    { send: (frame) => void sent.push(JSON.parse(frame).event.id) },
    ({ event }) => event.startsWith("user."),
    () => undefined,
    () => time.now,
  );
  return { live, sent, time };
}

it("what happens waits for the past, and what stood in it is not sent again, however late it is told of", () => {
  const { live, sent, time } = newLive();
  const [past, toldLate, other, unwanted] = [newEvent(), newEvent(), newEvent(), newEvent("prefect.thing")];
  live.take([past, other, unwanted]);
  expect(sent).toEqual([]);
  live.flow(new Set([past.id, toldLate.id]));
  expect(sent).toEqual([other.id]);
  time.now = 5000;
  live.take([toldLate]);
  expect(sent).toEqual([other.id]);
});

it("the past is not remembered for ever", () => {
  const { live, sent, time } = newLive();
  const event = newEvent();
  live.flow(new Set([event.id]));
  time.now = 60_001;
  live.take([event]);
  expect(sent).toEqual([event.id]);
});
