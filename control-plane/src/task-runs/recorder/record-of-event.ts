import { Id, StateDetails, StateTypeSchema, type Event, TaskRunRecord } from "kedge/contract";
import { z } from "zod";

/**
 * What the payload of a task run's event says of the run and of its state. Unknown keys are passed over: a newer client
 * may say more than this plane keeps.
 */
const Payload = z.object({
  task_run: z.object(TaskRunRecord.shape.task_run.shape).omit({ id: true, flow_run_id: true }),
  validated_state: z.object({
    type: StateTypeSchema,
    name: z.string().nullish(),
    message: z.string().nullish(),
    data: z.unknown().optional(),
    state_details: StateDetails.nullish(),
  }),
});

const TASK_RUN = "prefect.task-run.";
const FLOW_RUN = "prefect.flow-run.";

/** Whether the event tells of a state that a client has decided; the plane's own task runs are recorded as they change. */
export function isTaskRunState({ event, resource }: Event): boolean {
  return event.startsWith("prefect.task-run") && resource["prefect.orchestration"] === "client";
}

/**
 * The record in an event of a task run. The event's id and time are the state's; the flow run stands among the related
 * resources, where the client's event worker put it.
 *
 * @throws z.ZodError when the event does not say what a record needs.
 */
export function recordOfEvent(event: Event): TaskRunRecord {
  const { task_run: run, validated_state: state } = Payload.parse(event.payload);
  const flowRun = event.related.find((related) => related["prefect.resource.role"] === "flow-run");
  return {
    task_run: {
      ...run,
      id: Id.parse(idAfter(TASK_RUN, event.resource["prefect.resource.id"])),
      flow_run_id: flowRun ? Id.parse(idAfter(FLOW_RUN, flowRun["prefect.resource.id"])) : null,
    },
    state: { ...state, id: event.id, timestamp: event.occurred, state_details: state.state_details ?? {} },
  };
}

function idAfter(prefix: string, resourceId: string | undefined): string | undefined {
  return resourceId?.startsWith(prefix) ? resourceId.slice(prefix.length) : resourceId;
}
