import type { EventFilter, ReceivedEvent } from "kedge/contract";
import type { Connection } from "../db/connect.js";
import { selectEvents, type EventCursor } from "../db/queries/select-events.js";
import {
  selectFlowRunStatesForEvents,
  type FlowRunStateForEvent,
} from "../db/queries/select-flow-run-states-for-events.js";
import { flowRunStateEvent } from "./flow-run-state-event.js";

export interface BackfillParams {
  readonly workspaceId: string;
  readonly filter: EventFilter;
  readonly since: string;
  readonly until: string;
}

const PAGE = 250;
const BEFORE_ALL_IDS = "00000000-0000-0000-0000-000000000000";

/**
 * What happened since some time, oldest first, a page at a time: stored events and, in between, the state changes of flow
 * runs, which are made from their history. A superset of what the filter asks for: names and runs are narrowed down by the
 * database, the caller tests the rest with the same matcher as live events.
 */
export async function* backfill(
  sql: Connection,
  { workspaceId, filter, since, until }: BackfillParams,
): AsyncGenerator<ReceivedEvent[]> {
  const asked = { workspaceId, until, limit: PAGE, ...namesOf(filter) };
  const flowRunIds = flowRunIdsOf(filter);
  let after: EventCursor = { occurred: since, id: BEFORE_ALL_IDS };
  for (;;) {
    const [stored, states] = await Promise.all([
      selectEvents(sql, { ...asked, after }),
      selectFlowRunStatesForEvents(sql, { ...asked, after, flowRunIds }),
    ]);
    const both = [...stored, ...states.map(stateEventOf)].toSorted(byTime);
    const page = both.slice(0, PAGE);
    if (page.length > 0) yield page;
    // Each source fills a page by itself, so that the first page of both together is complete.
    if (stored.length < PAGE && states.length < PAGE && both.length <= PAGE) return;
    const last = page.at(-1)!;
    after = { occurred: last.occurred, id: last.id };
  }
}

function byTime(a: ReceivedEvent, b: ReceivedEvent): number {
  if (a.occurred !== b.occurred) return a.occurred < b.occurred ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** The event of a state of a flow run, as history tells it. */
export function stateEventOf(row: FlowRunStateForEvent): ReceivedEvent {
  const state = {
    id: row.state_id,
    type: row.state_type,
    name: row.state_name,
    timestamp: row.state_timestamp,
    message: row.state_message,
    details: row.state_details,
  };
  const previous =
    row.previous_id === null
      ? null
      : {
          id: row.previous_id,
          type: row.previous_type!,
          name: row.previous_name!,
          timestamp: row.previous_timestamp!,
          message: row.previous_message,
          details: row.previous_details,
        };
  return { ...flowRunStateEvent(row, state, previous), received: row.state_timestamp };
}

function namesOf({ event }: EventFilter) {
  return {
    names: event?.name?.length ? event.name : null,
    prefixes: event?.prefix?.length ? event.prefix : null,
  };
}

const FLOW_RUN = /^prefect\.flow-run\.([0-9a-f-]{36})$/;

/**
 * The runs whose state changes a filter can match, when it names runs: one who waits for a single run must not make the
 * database read what every other run did meanwhile. A state change has no other flow run among its related resources.
 */
export function flowRunIdsOf({ resource, any_resource: any }: EventFilter): string[] | null {
  for (const ids of [resource?.id, ...any.map((criteria) => criteria.id)]) {
    if (!ids?.length) continue;
    const runs = ids.map((id) => FLOW_RUN.exec(id)?.[1]);
    if (runs.every((id) => id !== undefined)) return runs;
  }
  return null;
}
