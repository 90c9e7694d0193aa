import { Event } from "kedge/contract";
import { expect, it } from "vitest";
import type { FlowRunRelations } from "../db/queries/select-flow-run-relations.js";
import { flowRunStateEvent, type EventState } from "./flow-run-state-event.js";

const run: FlowRunRelations = {
  id: "019b76da-a800-7000-8000-000000000001",
  name: "brave-otter",
  run_count: 2,
  tags: ["b", "a", "b"],
  flow_id: "f",
  flow_name: "train",
  deployment_id: "d",
  deployment_name: "nightly",
  work_queue_id: "q",
  work_queue_name: "default",
  work_pool_id: "p",
  work_pool_name: "local",
  work_pool_type: "process",
  parent_task_run_id: null,
  parent_task_run_name: null,
  created_by: { id: "d", type: "DEPLOYMENT", display_value: "nightly" },
};
const running: EventState = {
  id: "019b76da-a800-7000-8000-00000000000a",
  type: "RUNNING",
  name: "Running",
  timestamp: "2026-01-01T00:00:00.000000Z",
};
const failed: EventState = {
  id: "019b76da-a800-7000-8000-00000000000b",
  type: "FAILED",
  name: "Failed",
  timestamp: "2026-01-01T00:04:59.999999Z",
  message: "out of memory",
};

it("an event tells the state, its run, what that belongs to, and what was before", () => {
  const event = flowRunStateEvent(run, failed, running);
  expect(event).toEqual({
    id: failed.id,
    occurred: failed.timestamp,
    event: "prefect.flow-run.Failed",
    resource: {
      "prefect.resource.id": `prefect.flow-run.${run.id}`,
      "prefect.resource.name": "brave-otter",
      "prefect.run-count": "2",
      "prefect.state-message": "out of memory",
      "prefect.state-name": "Failed",
      "prefect.state-timestamp": failed.timestamp,
      "prefect.state-type": "FAILED",
    },
    related: [
      { "prefect.resource.id": "prefect.flow.f", "prefect.resource.role": "flow", "prefect.resource.name": "train" },
      {
        "prefect.resource.id": "prefect.deployment.d",
        "prefect.resource.role": "deployment",
        "prefect.resource.name": "nightly",
      },
      {
        "prefect.resource.id": "prefect.work-queue.q",
        "prefect.resource.role": "work-queue",
        "prefect.resource.name": "default",
      },
      {
        "prefect.resource.id": "prefect.work-pool.p",
        "prefect.resource.role": "work-pool",
        "prefect.resource.name": "local",
        "prefect.work-pool.type": "process",
      },
      { "prefect.resource.id": "prefect.tag.a", "prefect.resource.role": "tag" },
      { "prefect.resource.id": "prefect.tag.b", "prefect.resource.role": "tag" },
      {
        "prefect.resource.id": "prefect.deployment.d",
        "prefect.resource.role": "creator",
        "prefect.resource.name": "nightly",
      },
    ],
    payload: {
      intended: { from: "RUNNING", to: "FAILED" },
      initial_state: { type: "RUNNING", name: "Running" },
      validated_state: { type: "FAILED", name: "Failed", message: "out of memory" },
    },
    follows: running.id,
  });
  expect(Event.safeParse(event).success).toBe(true);
});

it("an event names the one it follows only when less than five minutes lie between them", () => {
  const later = { ...failed, timestamp: "2026-01-01T00:05:00.000000Z" };
  expect(flowRunStateEvent(run, later, running).follows).toBe(null);
  expect(flowRunStateEvent(run, running, null)).toMatchObject({ follows: null, payload: { initial_state: null } });
});

it("a pause says whether the run gives up its process", () => {
  const paused = { ...running, type: "PAUSED", name: "Suspended", details: { pause_reschedule: true } };
  expect(flowRunStateEvent(run, paused, running).payload["validated_state"]).toMatchObject({
    pause_reschedule: "true",
  });
});

it("a huge message is cut", () => {
  const event = flowRunStateEvent(run, { ...failed, message: "x".repeat(200_000) }, running);
  expect(event.resource["prefect.state-message"]).toHaveLength(100_000);
});
