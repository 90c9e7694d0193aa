import { randomUUID } from "node:crypto";

/** A task run as a client's engine keeps it. */
export interface TaskRunOfClient {
  id: string;
  flowId: string;
  flowRunId: string;
  dynamicKey: string;
}

const STATES = [
  { type: "PENDING", name: "Pending" },
  { type: "RUNNING", name: "Running" },
  { type: "COMPLETED", name: "Completed" },
] as const;

/** The three events in which the engine of Prefect 3.8.8 reports a task run that succeeds, with all that it puts in them. */
export function eventsOf(taskRun: TaskRunOfClient): object[] {
  const begun = Date.now();
  const instant = (step: number): string => new Date(begun + step).toISOString();
  return STATES.map(({ type, name }, step) => {
    const initial = STATES[step - 1];
    return {
      id: randomUUID(),
      occurred: instant(step),
      event: `prefect.task-run.${name}`,
      resource: {
        "prefect.resource.id": `prefect.task-run.${taskRun.id}`,
        "prefect.resource.name": `square-${taskRun.dynamicKey}`,
        "prefect.run-count": step === 0 ? "0" : "1",
        "prefect.state-message": "",
        "prefect.state-name": name,
        "prefect.state-timestamp": instant(step),
        "prefect.state-type": type,
        "prefect.orchestration": "client",
      },
      related: [
        { "prefect.resource.id": `prefect.flow-run.${taskRun.flowRunId}`, "prefect.resource.role": "flow-run" },
        { "prefect.resource.id": `prefect.flow.${taskRun.flowId}`, "prefect.resource.role": "flow" },
      ],
      payload: {
        intended: { from: initial?.type ?? null, to: type },
        initial_state: initial ? { ...initial, message: null, state_details: {} } : null,
        validated_state: { type, name, message: null, state_details: {}, data: null },
        task_run: {
          name: `square-${taskRun.dynamicKey}`,
          task_key: "square-0a1b2c3d",
          dynamic_key: taskRun.dynamicKey,
          empirical_policy: { max_retries: 0, retry_delay_seconds: 0, retries: 0, retry_delay: 0, pause_keys: [] },
          tags: [],
          labels: {},
          task_inputs: { x: [] },
          run_count: step === 0 ? 0 : 1,
          flow_run_run_count: 1,
          expected_start_time: instant(0),
          total_run_time: step === 2 ? 0.001 : 0,
          ...(step > 0 && { start_time: instant(1) }),
          ...(step > 1 && { end_time: instant(2) }),
        },
      },
    };
  });
}
