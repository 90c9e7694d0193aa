import { describe, expect, test } from "vitest";
import { usePlane } from "../../test/plane/use-plane.js";
import { ErrorAnswer } from "../../test/cli/fake-plane.js";
import { setFlowRunState, type State, type TransitionResult } from "../contract/index.js";
import { flow, type Flow, task } from "../index.js";
import { FLOW_HANDLE } from "./flow-handle.js";

const used = usePlane();

const carryOut = (flow: Flow<never[]>, id: string) => flow[FLOW_HANDLE].runScheduled(id);

describe("what the plane decides about a run", () => {
  test("a run that is being cancelled before it starts ends CANCELLED, and its function is not called", async () => {
    let called = false;
    const etl = flow({ name: "etl" }, () => (called = true));
    const run = used.plane.schedule("etl", {});
    used.plane.force(run, "CANCELLING");
    const state = await carryOut(etl, run.id);
    expect([state.type, used.plane.lastState(run).type, called]).toEqual(["CANCELLED", "CANCELLED", false]);
  });

  test("a run that is cancelled while it runs ends CANCELLED, whatever the function returned", async () => {
    const etl = flow({ name: "etl" }, () => used.plane.force(used.plane.flowRun("etl"), "CANCELLING"));
    const state = await etl.opts({ returnState: true })();
    expect(state.type).toBe("CANCELLED");
    expect(used.plane.states(used.plane.flowRun("etl"))).toEqual(["Pending", "Running", "Cancelling", "Cancelled"]);
  });

  test("a run that is over already is refused, and its function is not called", async () => {
    let called = false;
    const etl = flow({ name: "etl" }, () => (called = true));
    const run = used.plane.schedule("etl", {});
    used.plane.force(run, "COMPLETED");
    await expect(carryOut(etl, run.id)).rejects.toMatchObject({
      code: "RUN_ABORTED",
      message: expect.stringContaining("already finished"),
    });
    expect(called).toBe(false);
  });

  test("the answer to a repeated proposal, whose first answer was lost, counts as acceptance", async () => {
    const etl = flow({ name: "etl" }, () => 42);
    let proposals = 0;
    const accepted: State[] = [];
    used.plane.on(setFlowRunState, ({ params, body }): TransitionResult => {
      const run = used.plane.flowRuns().find(({ id }) => id === params.id)!;
      if (++proposals === 1) used.plane.force(run, "RUNNING");
      else used.plane.force(run, body.state.type);
      const state = used.plane.lastState(run);
      state.state_details.transition_id = body.state.state_details.transition_id;
      accepted.push(state);
      return { state, status: "REJECT", details: { type: "reject_details", reason: "a repeat" } };
    });
    await expect(etl()).resolves.toBe(42);
    expect(accepted.map(({ type }) => type)).toEqual(["RUNNING", "COMPLETED"]);
  });

  test("an attempt that was superseded is told so, and says nothing more", async () => {
    const etl = flow({ name: "etl" }, () => {
      used.plane.on(
        setFlowRunState,
        () => new ErrorAnswer(409, "STALE_FENCE", "attempt 1 was superseded by attempt 2"),
      );
    });
    await expect(etl()).rejects.toMatchObject({ code: "STALE_FENCE", hint: expect.stringContaining("superseded") });
  });

  test("states carry no text that the database cannot hold", async () => {
    const bad = task({ name: "bad" }, () => {
      throw new Error("NUL \0 in it");
    });
    await expect(flow({ name: "etl" }, () => bad())()).rejects.toThrow("NUL");
    expect(used.plane.lastState(used.plane.flowRun("etl")).message).toContain("NUL � in it");
    expect(used.plane.taskRun("bad-0").states.at(-1)?.message).toContain("NUL � in it");
  });
});
