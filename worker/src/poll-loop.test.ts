import type { ClaimedRun } from "kedge/contract";
import { describe, expect, it } from "vitest";
import { newAttempt, silentLog } from "./testing/attempts.js";
import { claimedRun } from "./testing/fake-plane.js";
import { ManualClock } from "./testing/manual-clock.js";
import { Gate } from "./gate.js";
import { pollLoop } from "./poll-loop.js";
import { Slots } from "./slots.js";

/** A loop over claims that a test answers one by one. */
function newLoop({ limit = 4, random = 0.5 } = {}) {
  const clock = new ManualClock();
  const slots = new Slots(limit);
  const gate = new Gate();
  const stop = new AbortController();
  const claims: { slots: number; answer: (due: number | Error) => Promise<void> }[] = [];
  let onClaim: (() => void)[] = [];
  const jobs: (() => void)[] = [];
  const sentAt: number[] = [];
  const loop = pollLoop(
    {
      claim: (free) =>
        new Promise<ClaimedRun[]>((resolve, reject) => {
          claims.push({
            slots: free,
            async answer(due) {
              if (typeof due === "number") resolve(Array.from({ length: due }, () => claimedRun({})));
              else reject(due);
              await new Promise(setImmediate);
            },
          });
          for (const announce of onClaim.splice(0)) announce();
        }),
      onUnanswered() {},
      start(run, at) {
        sentAt.push(at);
        void slots.hold(newAttempt({ claim: run }), () => new Promise((resolve) => jobs.push(resolve)));
      },
      slots,
      gate,
      pollIntervalMs: 1000,
      clock,
      random: () => random,
      log: silentLog,
    },
    stop.signal,
  );
  return {
    clock,
    slots,
    gate,
    jobs,
    sentAt,
    claims,
    async nextClaim() {
      while (claims.length === 0) await new Promise<void>((resolve) => onClaim.push(resolve));
      return claims.shift()!;
    },
    async stop() {
      stop.abort();
      for (const claim of claims.splice(0)) await claim.answer(0);
      await loop;
    },
  };
}

describe("pollLoop", () => {
  it("asks for its free slots, and again at once after a claim that was filled", async () => {
    const { nextClaim, stop, clock } = newLoop({ limit: 250 });
    const first = await nextClaim();
    expect(first.slots).toBe(200);
    await first.answer(200);
    const second = await nextClaim();
    expect(second.slots).toBe(50);
    await second.answer(3);
    await clock.someoneWaits(1000);
    await stop();
  });

  it.each([
    [0, 700],
    [0.5, 1000],
    [1, 1300],
  ])("after a claim that found less it waits its interval, jittered by %d to %d ms", async (random, pause) => {
    const { nextClaim, stop, clock } = newLoop({ random });
    await (await nextClaim()).answer(0);
    await clock.someoneWaits(pause);
    await clock.advance(pause);
    const next = await nextClaim();
    expect(next.slots).toBe(4);
    await next.answer(0);
    await stop();
  });

  it("with no slot free it asks nothing until one is", async () => {
    const { nextClaim, stop, jobs, claims } = newLoop({ limit: 1 });
    await (await nextClaim()).answer(1);
    await new Promise(setImmediate);
    expect(claims).toEqual([]);
    jobs[0]!();
    const next = await nextClaim();
    expect(next.slots).toBe(1);
    await next.answer(0);
    await stop();
  });

  it("backs off while the plane is away, and a lease counts from when its claim was sent", async () => {
    const { nextClaim, stop, clock, sentAt } = newLoop();
    await (await nextClaim()).answer(new Error("away"));
    await clock.someoneWaits(1000);
    await clock.advance(1000);
    await (await nextClaim()).answer(new Error("away"));
    await clock.someoneWaits(2000);
    await clock.advance(2000);
    const claim = await nextClaim();
    await clock.advance(50);
    await claim.answer(1);
    expect(sentAt).toEqual([3000]);
    await stop();
  });

  it("takes the runs of a claim that was on its way when it was told to stop", async () => {
    const { nextClaim, stop, slots, claims } = newLoop();
    const claim = await nextClaim();
    const stopped = stop();
    await claim.answer(2);
    await stopped;
    expect(slots.active).toHaveLength(2);
    expect(claims).toEqual([]);
  });
});
