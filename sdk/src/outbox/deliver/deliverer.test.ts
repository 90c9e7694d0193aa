import { expect, test } from "vitest";
import { RecordType } from "../spool/record.js";
import { turn } from "../testing/spools.js";
import { Deliverer } from "./deliverer.js";

/** Of one record, to a plane that is away until it is let back; what rests, rests for ever unless it is called. */
function newDeliverer() {
  const plane = { isAway: true, asked: 0 };
  const deliverer = new Deliverer({
    backlog: {
      id: "a spool",
      end: 1,
      readAfter: async (seq) =>
        seq > 0 ? [] : [{ type: RecordType.LOG, seq: 1, span: 1, payload: Buffer.from("{}") }],
      acknowledge: async () => undefined,
    },
    async send() {
      plane.asked += 1;
      if (plane.isAway) throw new Error("no answer");
      return { acknowledged: 1, outcomes: [] };
    },
    refusalOf: () => undefined,
    describeRefusal: () => Buffer.alloc(0),
    wait: (_, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) resolve();
        else signal?.addEventListener("abort", () => resolve());
      }),
    random: () => 0.5,
  });
  return { plane, deliverer };
}

test("whoever has no time left need not wait for the next try at a plane that was away", async () => {
  const { plane, deliverer } = newDeliverer();
  await deliverer.settled();
  for (let i = 0; i < 10; i++) await turn();
  expect([plane.asked, deliverer.isAway]).toEqual([1, true]);
  await deliverer.tryNow();
  expect([plane.asked, deliverer.isDone]).toEqual([2, false]);
  plane.isAway = false;
  await deliverer.tryNow();
  expect([plane.asked, deliverer.isDone]).toEqual([3, true]);
  await deliverer.tryNow();
  expect(plane.asked).toBe(3);
  await deliverer.stop();
});
