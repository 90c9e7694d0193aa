import type { ClaimedRun } from "kedge/contract";
import { describe, expect, it } from "vitest";
import { newAttempt, silentLog } from "./testing/attempts.js";
import { claimedRun } from "./testing/fake-plane.js";
import { ManualClock } from "./testing/manual-clock.js";
import type { Attempt } from "./attempt.js";
import { Bell } from "./bell.js";
import { leaseEnd, renewLoop, type RenewLoopOptions } from "./renew-loop.js";
import { Slots } from "./slots.js";

const LEASE_MS = 30_000;
type Answer = Partial<Awaited<ReturnType<RenewLoopOptions["renew"]>>>;

function newLoop(renew: (attempts: readonly Attempt[], signal: AbortSignal) => Promise<Answer>, hearsCancels = false) {
  const bell = new Bell();
  const unheard: ClaimedRun[] = [];
  const clock = new ManualClock();
  const slots = new Slots(10);
  const stop = new AbortController();
  const asked: { at: number; ids: string[] }[] = [];
  const loop = renewLoop(
    {
      async renew(attempts, signal) {
        asked.push({ at: clock.monotonic(), ids: attempts.map(({ id }) => id) });
        return {
          lease_expires_at: "",
          cancelling: [],
          suspended: [],
          lost: [],
          unheard: [],
          ...(await renew(attempts, signal)),
        };
      },
      onUnheard: (runs) => unheard.push(...runs),
      hearsCancels: () => hearsCancels,
      bell,
      slots,
      leaseMs: LEASE_MS,
      clock,
      log: silentLog,
    },
    stop.signal,
  );
  return {
    clock,
    bell,
    unheard,
    asked,
    /** In hand until its lease is gone, as a job is that dies of it. */
    take(onDisconnect: "continue" | "stop" = "stop") {
      const attempt = newAttempt({
        claim: { on_disconnect: onDisconnect },
        leaseUntil: leaseEnd(clock.monotonic(), LEASE_MS),
      });
      void slots.hold(attempt, () => new Promise((gone) => attempt.expired.addEventListener("abort", () => gone())));
      return attempt;
    },
    async stop() {
      stop.abort();
      await loop;
    },
  };
}

const away = () => Promise.reject(new Error("away"));
const hanging = (_: unknown, signal: AbortSignal) =>
  new Promise<Answer>((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));

describe("renewLoop", () => {
  it("renews all runs in hand with one call, every two seconds, for that is how a cancel is heard", async () => {
    const { clock, asked, take, stop } = newLoop(async () => ({}));
    const ids = [take().id, take().id];
    await clock.advance(6000);
    expect(asked).toEqual([2000, 4000, 6000].map((at) => ({ at, ids })));
    await stop();
  });

  it("a run that may go on is not stopped at its lease's end, is asked for as before, and is told once", async () => {
    let isAway = true;
    const { clock, asked, take, stop } = newLoop(async () => (isAway ? away() : {}));
    const attempt = take("continue");
    await clock.advance(120_000);
    expect([attempt.stopReason, attempt.isOverdue]).toEqual([undefined, true]);
    expect(asked).toHaveLength(60);
    isAway = false;
    await clock.advance(2000);
    expect(attempt.isOverdue).toBe(false);
    await stop();
  });

  it("a run that went on past its lease stops when the plane says that it is lost", async () => {
    const answers: { next: () => Promise<Answer> } = { next: away };
    const { clock, take, stop } = newLoop(() => answers.next());
    const attempt = take("continue");
    await clock.advance(120_000);
    answers.next = async () => ({ lost: [attempt.id] });
    await clock.advance(2000);
    expect(attempt.stopReason).toBe("lost");
    await stop();
  });

  it("renews three times a lease when cancels are heard otherwise", async () => {
    const { clock, asked, take, stop } = newLoop(async () => ({}), true);
    take();
    await clock.advance(20_000);
    expect(asked.map(({ at }) => at)).toEqual([10_000, 20_000]);
    await stop();
  });

  it("a bell is one early renewal, even with nothing in hand, and is repeated until it is answered", async () => {
    let failures = 2;
    const lateHeard = claimedRun({});
    const { clock, bell, asked, unheard, stop } = newLoop(() =>
      failures-- > 0 ? away() : Promise.resolve({ unheard: [lateHeard] }),
    );
    await clock.advance(100);
    bell.ring();
    bell.ring();
    await clock.someoneWaits(200);
    await clock.advance(10_000);
    expect(asked.map(({ at }) => at)).toEqual([300, 2300, 4300]);
    expect(unheard).toEqual([lateHeard]);
    await stop();
  });

  it("with nothing in hand asks nothing over a channel, and without one only once a lease: what nobody heard of", async () => {
    const quiet = newLoop(async () => ({}), true);
    await quiet.clock.advance(90_000);
    expect(quiet.asked).toEqual([]);
    await quiet.stop();
    const polling = newLoop(async () => ({}));
    await polling.clock.advance(61_000);
    expect(polling.asked).toEqual([
      { at: 30_000, ids: [] },
      { at: 60_000, ids: [] },
    ]);
    await polling.stop();
  });

  it("cancelled, suspended and lost runs are stopped, the others go on", async () => {
    const stopping: Answer[] = [{}];
    const { clock, take, stop } = newLoop(async () => stopping[0]!);
    const [cancelling, suspended, lost, other] = [take(), take(), take(), take()];
    stopping[0] = { cancelling: [cancelling.id], suspended: [suspended.id], lost: [lost.id] };
    await clock.advance(10_000);
    const reasons = [cancelling, suspended, lost, other].map(({ stopReason }) => stopReason);
    expect(reasons).toEqual(["cancelled", "suspended", "lost", undefined]);
    expect(cancelling.expired.aborted).toBe(false);
    expect(lost.lost.aborted).toBe(true);
    await stop();
  });

  it.each([
    ["refused", away],
    ["swallowed", hanging],
  ])(
    "with renewals %s, the jobs are stopped before the lease ends, counted from the last success's sending",
    async (_, failing) => {
      let renew: (attempts: readonly Attempt[], signal: AbortSignal) => Promise<Answer> = async () => ({});
      const { clock, take, stop } = newLoop((attempts, signal) => renew(attempts, signal));
      const attempt = take();
      await clock.advance(10_000);
      renew = failing;
      await clock.advance(23_999);
      expect(attempt.stopReason).toBeUndefined();
      await clock.advance(1);
      expect(attempt.stopReason).toBe("lease-expired");
      await stop();
    },
  );

  it("one success after failures keeps the runs", async () => {
    let failures = 4;
    const { clock, take, stop, asked } = newLoop(() => (failures-- > 0 ? away() : Promise.resolve({})));
    const attempt = take();
    await clock.advance(40_000);
    expect(attempt.stopReason).toBeUndefined();
    expect(failures).toBeLessThan(0);
    expect(asked).toHaveLength(20);
    await stop();
  });

  it("a worker that was frozen past its lease stops its jobs, and asks nothing about them", async () => {
    const { clock, take, asked, stop } = newLoop(async () => ({}));
    const attempt = take();
    await clock.leap(90_000);
    expect(attempt.stopReason).toBe("lease-expired");
    expect(asked.flatMap(({ ids }) => ids)).toEqual([]);
    await stop();
  });
});
