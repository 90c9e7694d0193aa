import type { FlowRun, ReceivedEvent, State } from "kedge/contract";
import { Batcher } from "../db/batcher.js";
import type { Sql } from "../db/connect.js";
import {
  selectFlowRunRelations,
  type FlowRunKey,
  type FlowRunRelations,
} from "../db/queries/select-flow-run-relations.js";
import type { CommittedFlowRun } from "../db/queries/commit-flow-run-states.js";
import type { FlowRunRow } from "../db/rows/flow-run-row.js";
import { currentState } from "../db/rows/state-row.js";
import { flowRunStateEvent, type EventState } from "../events/flow-run-state-event.js";
import type { Log } from "../log.js";
import type { Hub } from "./hub.js";

export interface FlowRunStateChange extends FlowRunKey {
  readonly state: EventState;
  readonly previous: EventState | null;
}

export interface FlowRunEventsParts {
  readonly sql: Sql;
  readonly hub: Hub;
  readonly log: Log;
}

/** Changes waiting for the names of what they belong to; more means that the database stands still. */
const MAX_WAITING = 10_000;

/**
 * Turns committed states of flow runs into events for those who watch. While nobody does, it costs one look into a map;
 * otherwise the names that an event tells are read for many changes at once, after the commit and off its path.
 */
export class FlowRunEvents {
  readonly #relations: Batcher<FlowRunKey, FlowRunRelations | undefined>;

  constructor(private readonly parts: FlowRunEventsParts) {
    // One statement at a time: the answers, and so the events, come in the order of the changes.
    this.#relations = new Batcher((keys) => selectFlowRunRelations(parts.sql, keys), {
      maxItems: 500,
      maxInFlight: 1,
      maxWaiting: MAX_WAITING,
    });
  }

  created(run: FlowRunRow): void {
    const state = currentState(run);
    if (state === null) return;
    this.publish({ workspaceId: run.workspace_id, runId: run.id, state: eventState(state), previous: null });
  }

  /** A claim doesn't read the SCHEDULED state that it ends, so its event names none before it. */
  claimed(run: FlowRun, workspaceId: string): void {
    if (run.state === null) return;
    this.publish({ workspaceId, runId: run.id, state: eventState(run.state), previous: null });
  }

  committed(run: CommittedFlowRun, workspaceId: string): void {
    const previous =
      run.previous_state_id === null
        ? null
        : {
            id: run.previous_state_id,
            type: run.previous_state_type!,
            name: run.previous_state_name!,
            timestamp: run.previous_state_timestamp!,
          };
    this.publish({ workspaceId, runId: run.id, state: eventState(currentState(run)!), previous });
  }

  /** Never throws: the change is committed already, and whoever made it has nothing to do with who watches. */
  publish(change: FlowRunStateChange): void {
    const { events, commits } = this.parts.hub;
    const { workspaceId, state } = change;
    if (commits.events.hasListeners) commits.events.tell({ kind: "states", workspaceId, ids: [state.id] });
    if (!events.hasListeners(workspaceId)) return;
    this.#relations.submit(change).then(
      (run) => run && this.#publish(run, change),
      (error: unknown) =>
        this.parts.log.warn(`those who watch miss a state of flow run ${change.runId}: ${String(error)}`),
    );
  }

  drained(): Promise<void> {
    return this.#relations.drained();
  }

  #publish(run: FlowRunRelations, { workspaceId, state, previous }: FlowRunStateChange): void {
    this.parts.hub.events.publish(workspaceId, () => {
      const event: ReceivedEvent = { ...flowRunStateEvent(run, state, previous), received: state.timestamp };
      return [event];
    });
  }
}

function eventState({ state_details: details, ...state }: State): EventState {
  return { ...state, details };
}
