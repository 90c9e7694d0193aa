import * as fc from "fast-check";
import { expect, it } from "vitest";
import { inSeconds, proposalOf, stateOf } from "../../../../test/transitions/flow-run-transition.js";
import { taskTransition } from "../../../../test/transitions/task-run-transition.js";
import { decide } from "../../decide.js";
import type { TaskRunSnapshot } from "../../task-run-snapshot.js";
import { retryDelaySeconds, retryFailedTasks } from "./retry-failed-tasks.js";

const fail = (run: Partial<TaskRunSnapshot>, details: object = {}) =>
  decide(
    [retryFailedTasks],
    taskTransition(stateOf("RUNNING"), proposalOf("FAILED", { message: "it broke", details }), run),
  );

it("a failure with a retry left waits for it, and keeps its message", () => {
  expect(fail({ runCount: 1, retries: 1, retryDelaySeconds: 30 })).toMatchObject({
    status: "REJECT",
    state: {
      type: "SCHEDULED",
      name: "AwaitingRetry",
      message: "it broke",
      details: { scheduled_time: inSeconds(30) },
    },
  });
});

it("a failure with its retries spent, without any, or not worth one is a failure", () => {
  expect(fail({ runCount: 2, retries: 1 }).status).toBe("ACCEPT");
  expect(fail({ runCount: 1, retries: null }).status).toBe("ACCEPT");
  expect(fail({ runCount: 1, retries: 1 }, { retriable: false }).status).toBe("ACCEPT");
});

it("listed delays are taken in turn, and the last repeats", () => {
  const delays = [1, 2, 3, 4].map((runCount) =>
    retryDelaySeconds({ runCount, retryDelaySeconds: [10, 20], retryJitterFactor: null, draw: 0 }),
  );
  expect(delays).toEqual([10, 20, 20, 20]);
  expect(retryDelaySeconds({ runCount: 1, retryDelaySeconds: [], retryJitterFactor: 1, draw: 0 })).toBe(0);
});

it("a jittered delay stays within its factor", () => {
  const factor = fc.double({ min: 0.01, max: 5, noNaN: true });
  fc.assert(
    fc.property(factor, fc.double({ min: 0, max: 1, noNaN: true }), (retryJitterFactor, draw) => {
      const delay = retryDelaySeconds({ runCount: 1, retryDelaySeconds: 100, retryJitterFactor, draw });
      expect(delay).toBeGreaterThanOrEqual(100 * Math.max(0, 1 - retryJitterFactor) - 1e-6);
      expect(delay).toBeLessThanOrEqual(100 * (1 + retryJitterFactor) + 1e-6);
    }),
  );
});
