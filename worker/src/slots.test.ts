import { describe, expect, it } from "vitest";
import { newAttempt } from "./testing/attempts.js";
import { Slots } from "./slots.js";

const never = new AbortController().signal;

function pending() {
  let finish = () => {};
  const work = () => new Promise<void>((resolve) => (finish = resolve));
  return { work, finish: () => finish() };
}

describe("Slots", () => {
  it("a slot is held until the work has settled, also by failing", async () => {
    const slots = new Slots(2);
    const { work, finish } = pending();
    const attempt = newAttempt();
    const held = slots.hold(attempt, work);
    const failed = slots.hold(newAttempt(), () => Promise.reject(new Error("x")));
    expect(slots.free).toBe(0);
    await expect(failed).rejects.toThrow("x");
    expect(slots.active).toEqual([attempt]);
    finish();
    await held;
    expect(slots.free).toBe(2);
  });

  it("a run that came back under a new fence holds a slot of its own while the old job is still there", async () => {
    const slots = new Slots(3);
    const [first, second] = [pending(), pending()];
    const attempt = newAttempt();
    const old = slots.hold(attempt, first.work);
    const again = newAttempt({ claim: { flow_run: attempt.run.flow_run, fence: "1.2" } });
    void slots.hold(again, second.work);
    expect(slots.free).toBe(1);
    expect([attempt.stopReason, again.stopReason]).toEqual(["lost", undefined]);
    first.finish();
    await old;
    expect(slots.active.map(({ fence }) => fence)).toEqual(["1.2"]);
  });

  it("whoever waits hears of a freed slot, of the last one, or that waiting is over", async () => {
    const slots = new Slots(1);
    const { work, finish } = pending();
    const held = slots.hold(newAttempt(), work);
    const stop = new AbortController();
    const waiting = Promise.all([slots.freed(never), slots.idle()]);
    const stopped = slots.freed(stop.signal);
    stop.abort();
    await stopped;
    finish();
    await Promise.all([waiting, held, slots.idle()]);
  });
});
