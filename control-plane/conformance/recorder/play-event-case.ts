import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { inMinutes } from "../rest/in-minutes.js";
import { normalise, type Reference } from "../wire/normalise.js";
import type { PrefectApi } from "../wire/prefect-api.js";
import type { EventCase } from "./event-cases.js";
import { eventFrom, type CaseIds, type WireEvent } from "./task-run-event.js";

/** What the server can be asked about the case's task runs afterwards. */
export interface Told {
  /** HTTP statuses of the batches. */
  answered: number[];
  /** By letter; null where there is no task run of that id. */
  taskRuns: Record<string, { run: unknown; states: unknown[] } | null>;
}

/** A Prefect server stores events in batches of up to five seconds. */
const LIMIT_MS = 60_000;
const ASK_EVERY_MS = 50;

async function makeFlowRun(api: PrefectApi): Promise<string> {
  const flow = (await api.must("POST", "/flows/", { name: `recorder-${randomUUID()}` })) as { id: string };
  const run = (await api.must("POST", "/flow_runs/", { flow_id: flow.id, state: { type: "RUNNING" } })) as {
    id: string;
  };
  return run.id;
}

/**
 * Events are answered before they are stored, and some never are: a task run outside any flow, sent last, shows that the recorder is past
 * all that came before it.
 */
async function pastAllEvents(api: PrefectApi, ids: CaseIds): Promise<void> {
  const id = randomUUID();
  const outside = { ...ids, taskRunId: () => id };
  const last = eventFrom(
    { of: "last", state: { type: "COMPLETED", name: "Completed" }, at: 60, flowRun: "none" },
    outside,
  );
  await api.must("POST", "/events", [last]);
  const until = Date.now() + LIMIT_MS;
  while ((await api.call("GET", `/task_runs/${id}`)).status === 404) {
    if (Date.now() > until) throw new Error(`the server has not recorded a task run within ${LIMIT_MS / 1000} s`);
    await delay(ASK_EVERY_MS);
  }
}

/**
 * Sends the events of a case; a repeated one is the very same, id and all. The next batch waits for the last, since a Prefect server may
 * gather several into one write and then keeps the keys of the latest event alone.
 */
async function send(api: PrefectApi, eventCase: EventCase, ids: CaseIds): Promise<number[]> {
  const sent: WireEvent[] = [];
  const answered: number[] = [];
  for (const batch of eventCase.batches) {
    const events = batch.map((spec) => {
      const event = (spec.repeats === undefined ? null : sent[spec.repeats]) ?? eventFrom(spec, ids);
      sent.push(event);
      return event;
    });
    answered.push((await api.call("POST", "/events", events)).status);
    await pastAllEvents(api, ids);
  }
  return answered;
}

type Row = Record<string, unknown>;

async function tellOne(api: PrefectApi, id: string, reference: Reference): Promise<Told["taskRuns"][string]> {
  const answer = await api.call("GET", `/task_runs/${id}`);
  if (answer.status === 404) return null;
  const { created: _created, updated: _updated, ...run } = answer.body as Row;
  const states = (await api.must("GET", `/task_run_states/?task_run_id=${id}`)) as (Row & { timestamp: string })[];
  const inOrder = states.toSorted((a, b) => a.timestamp.localeCompare(b.timestamp));
  return {
    run: inMinutes(normalise(run, reference)),
    states: inOrder.map((state) => normalise(state, reference)),
  };
}

/** Sends a case's events to a server and tells what it has made of them. */
export async function playEventCase(api: PrefectApi, eventCase: EventCase): Promise<Told> {
  const letters = new Map<string, string>();
  const ids: CaseIds = {
    flowRunId: await makeFlowRun(api),
    beganAt: Date.now() - 600_000,
    taskRunId(letter) {
      const id = letters.get(letter) ?? randomUUID();
      letters.set(letter, id);
      return id;
    },
  };
  if (eventCase.createdBefore) {
    const body = { id: ids.taskRunId("a"), name: "created", task_key: "task-0a1b2c3d", dynamic_key: "a" };
    await api.must("POST", "/task_runs/", { ...body, flow_run_id: ids.flowRunId, state: { type: "PENDING" } });
  }
  const answered = await send(api, eventCase, ids);

  const names = new Map([[ids.flowRunId, "flow run"]]);
  for (const [letter, id] of letters) names.set(id, `task run ${letter}`);
  const taskRuns: Told["taskRuns"] = {};
  for (const [letter, id] of letters) {
    taskRuns[letter] = await tellOne(api, id, { at: ids.beganAt, names, nowSeconds: 1 });
  }
  return { answered, taskRuns };
}
