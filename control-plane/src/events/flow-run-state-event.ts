import { microsOf, type Event, type StateDetails, type Timestamp } from "kedge/contract";
import type { FlowRunRelations } from "../db/queries/select-flow-run-relations.js";

/** A state of a flow run, as its event tells it. */
export interface EventState {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly timestamp: Timestamp;
  readonly message?: string | null;
  readonly details?: StateDetails | null;
}

/** Some users put whole results into messages; an event carries at most this much of one. */
const MOST_MESSAGE_CHARACTERS = 100_000;
/** Events further apart are ordered by time alone; `follows` is for those that could arrive the wrong way round. */
const TIGHT_MICROS = 5 * 60 * 1_000_000;

/**
 * The event of a flow run's state change. It isn't stored: history keeps the state, and the event is made from it whenever
 * one asks, under the state's own id, so that what was seen live and what is read later are one event.
 */
export function flowRunStateEvent(run: FlowRunRelations, state: EventState, previous: EventState | null): Event {
  return {
    id: state.id,
    occurred: state.timestamp,
    event: `prefect.flow-run.${state.name}`,
    resource: {
      "prefect.resource.id": `prefect.flow-run.${run.id}`,
      "prefect.resource.name": run.name,
      "prefect.run-count": String(run.run_count),
      "prefect.state-message": truncated(state.message ?? ""),
      "prefect.state-name": state.name,
      "prefect.state-timestamp": state.timestamp,
      "prefect.state-type": state.type,
    },
    related: [...belongings(run), ...tags(run), ...creator(run)],
    payload: {
      intended: { from: previous?.type ?? null, to: state.type },
      initial_state: previous && inPayload(previous),
      validated_state: inPayload(state),
    },
    follows: previous && isTight(previous, state) ? previous.id : null,
  };
}

function belongings(run: FlowRunRelations): Record<string, string>[] {
  return [
    related("flow", run.flow_id, run.flow_name),
    related("deployment", run.deployment_id, run.deployment_name),
    related("work-queue", run.work_queue_id, run.work_queue_name),
    related("work-pool", run.work_pool_id, run.work_pool_name, { "prefect.work-pool.type": run.work_pool_type ?? "" }),
    related("task-run", run.parent_task_run_id, run.parent_task_run_name),
  ].flat();
}

function related(kind: string, id: string | null, name: string | null, more: Record<string, string> = {}) {
  if (id === null) return [];
  const labels = { "prefect.resource.id": `prefect.${kind}.${id}`, "prefect.resource.role": kind };
  return [{ ...labels, ...(name === null ? {} : { "prefect.resource.name": name }), ...more }];
}

function tags(run: FlowRunRelations): Record<string, string>[] {
  const unique = [...new Set(run.tags)].sort((a, b) => (a < b ? -1 : 1));
  return unique.map((tag) => ({ "prefect.resource.id": `prefect.tag.${tag}`, "prefect.resource.role": "tag" }));
}

/** Of what makes runs, those that are resources themselves. */
function creator({ created_by: by }: FlowRunRelations): Record<string, string>[] {
  if (by?.id == null || (by.type !== "DEPLOYMENT" && by.type !== "AUTOMATION")) return [];
  const labels = {
    "prefect.resource.id": `prefect.${by.type.toLowerCase()}.${by.id}`,
    "prefect.resource.role": "creator",
  };
  return [by.display_value ? { ...labels, "prefect.resource.name": by.display_value } : labels];
}

/** Only strings: triggers compare labels and payloads alike. */
function inPayload({ type, name, message, details }: EventState): Record<string, string> {
  return {
    type,
    name,
    ...(message ? { message: truncated(message) } : {}),
    ...(type === "PAUSED" ? { pause_reschedule: String(details?.pause_reschedule ?? false) } : {}),
  };
}

function isTight(previous: EventState, state: EventState): boolean {
  return microsOf(state.timestamp) - microsOf(previous.timestamp) < TIGHT_MICROS;
}

function truncated(message: string): string {
  return message.length > MOST_MESSAGE_CHARACTERS ? `${message.slice(0, MOST_MESSAGE_CHARACTERS - 3)}...` : message;
}
