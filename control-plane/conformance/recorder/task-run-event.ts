import { randomUUID } from "node:crypto";
import type { StateBody } from "../transitions/state-body.js";

/** What a case says of one event; all that it leaves out is as an engine would send it. */
export interface EventSpec {
  /** Which task run of the case: "a", "b". */
  of?: string;
  state: StateBody;
  /** Seconds after the beginning of the case. */
  at: number;
  /** Seconds after the beginning of the case: the state's scheduled time. */
  scheduledAt?: number;
  /** Keys of `payload.task_run`, besides name, task_key and dynamic_key. */
  taskRun?: Record<string, unknown>;
  /** Replaces the natural key's last part, which is the task run's letter. */
  dynamicKey?: string;
  /** The related flow run: the case's own by default, none, or one that the server does not know. */
  flowRun?: "own" | "none" | "unknown";
  /** Who orchestrates: only what clients do is recorded from events. */
  orchestration?: string;
  /** In place of `prefect.task-run.<state name>`. */
  eventName?: string;
  /** In place of the whole payload. */
  payload?: Record<string, unknown>;
  /** The same event again: its number in the case. */
  repeats?: number;
}

export interface CaseIds {
  flowRunId: string;
  /** Ids of task runs by letter. */
  taskRunId(letter: string): string;
  /** Epoch milliseconds at which the case begins: some minutes ago, so that no event lies in the future. */
  beganAt: number;
}

const UNKNOWN_FLOW_RUN = "00000000-0000-4000-8000-000000000000";

function related(spec: EventSpec, ids: CaseIds): object[] {
  if (spec.flowRun === "none") return [];
  const id = spec.flowRun === "unknown" ? UNKNOWN_FLOW_RUN : ids.flowRunId;
  return [{ "prefect.resource.id": `prefect.flow-run.${id}`, "prefect.resource.role": "flow-run" }];
}

export interface WireEvent {
  id: string;
  [key: string]: unknown;
}

/** The event as the engine of Prefect 3.8.8 sends it. */
export function eventFrom(spec: EventSpec, ids: CaseIds): WireEvent {
  const letter = spec.of ?? "a";
  const instant = (seconds: number): string => new Date(ids.beganAt + seconds * 1000).toISOString();
  const occurred = instant(spec.at);
  const details = spec.scheduledAt === undefined ? {} : { scheduled_time: instant(spec.scheduledAt) };
  const state = { name: spec.state.type, message: null, data: null, state_details: details, ...spec.state };
  return {
    id: randomUUID(),
    occurred,
    event: spec.eventName ?? `prefect.task-run.${state.name}`,
    resource: {
      "prefect.resource.id": `prefect.task-run.${ids.taskRunId(letter)}`,
      "prefect.resource.name": `task-${letter}`,
      "prefect.run-count": "0",
      "prefect.state-message": state.message ?? "",
      "prefect.state-name": state.name,
      "prefect.state-timestamp": occurred,
      "prefect.state-type": state.type,
      "prefect.orchestration": spec.orchestration ?? "client",
    },
    related: related(spec, ids),
    payload: spec.payload ?? {
      intended: { from: null, to: state.type },
      initial_state: null,
      validated_state: state,
      task_run: {
        name: `task-${letter}`,
        task_key: "task-0a1b2c3d",
        dynamic_key: spec.dynamicKey ?? letter,
        ...spec.taskRun,
      },
    },
  };
}
