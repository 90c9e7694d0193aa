import { uuidv7 } from "kedge/contract";

export interface TaskRunEventFixture {
  taskRunId: string;
  flowRunId: string;
  type: string;
  occurred: string;
  runCount?: number;
}

/** The event that a Prefect 3.8 client emits when it puts a task run into a state. */
export function taskRunEvent({ taskRunId, flowRunId, type, occurred, runCount = 1 }: TaskRunEventFixture) {
  const name = type.charAt(0) + type.slice(1).toLowerCase();
  return {
    id: uuidv7(),
    occurred,
    event: `prefect.task-run.${name}`,
    follows: null,
    resource: {
      "prefect.resource.id": `prefect.task-run.${taskRunId}`,
      "prefect.resource.name": "train-0",
      "prefect.run-count": String(runCount),
      "prefect.state-message": "",
      "prefect.state-name": name,
      "prefect.state-timestamp": occurred,
      "prefect.state-type": type,
      "prefect.orchestration": "client",
    },
    related: [
      { "prefect.resource.id": "prefect.tag.ml", "prefect.resource.role": "tag" },
      {
        "prefect.resource.id": `prefect.flow-run.${flowRunId}`,
        "prefect.resource.role": "flow-run",
        "prefect.resource.name": "brave-otter",
      },
    ],
    payload: {
      intended: { from: null, to: type },
      initial_state: null,
      validated_state: { type, name, message: "", state_details: {}, data: null },
      task_run: {
        task_key: "train-abc",
        dynamic_key: "0",
        name: "train-0",
        task_version: "v",
        empirical_policy: { max_retries: 0, retry_delay_seconds: 0.0, retries: 3, retry_delay: 1 },
        tags: ["ml"],
        labels: {},
        task_inputs: { path: [{ input_type: "task_run", id: flowRunId }] },
        flow_run_run_count: 1,
        run_count: runCount,
        total_run_time: 0.0,
        expected_start_time: "2026-01-01T00:00:00Z",
      },
    },
  };
}
