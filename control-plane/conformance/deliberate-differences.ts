import { expect } from "vitest";
import type { Told } from "./recorder/play-event-case.js";
import type { RestAnswer } from "./rest/rest-call.js";
import type { Outcome } from "./transitions/outcome.js";

/** Where Kedge answers otherwise than Prefect 3.8.8, on purpose. Each says why, and what it answers: the suite holds it to that instead. */
export interface Difference<Answer> {
  why: string;
  answer: Partial<Answer>;
}

/** By the name of the call. */
export const REST_DIFFERENCES: Record<string, Difference<RestAnswer>> = {
  "flow runs: name like_ with a wildcard of LIKE": {
    why: "who looks for 50% or my_flow means these characters; Prefect hands them to LIKE as wildcards",
    answer: { status: 200, body: [] },
  },
  "flow runs: state type any_ and not_any_": {
    why: "both apply; Prefect drops the whole state filter without a word",
    answer: { status: 200, body: ["completed"] },
  },
  ...Object.fromEntries(
    [
      ["filter: limit above 200", "limit"],
      ["filter: limit below 0", "limit"],
      ["flow run history: interval of no seconds", "history_interval_seconds"],
    ].map(([call, field]) => [
      call,
      {
        why: "a number out of bounds is told as every other wrong value is, with its place",
        answer: {
          status: 422,
          body: { exception_message: "Invalid request received.", places: [JSON.stringify(["body", field])] },
        },
      },
    ]),
  ),
  "malformed JSON": {
    why: "where a parser stumbled is the parser's affair",
    answer: { status: 422, body: { exception_message: "Invalid request received.", places: ['["body"]'] } },
  },
  "no body where one is needed": {
    why: "no body is an empty one, and its first missing field is more use than the word body",
    answer: { status: 422, body: { exception_message: "Invalid request received.", places: ['["body","name"]'] } },
  },
  "state: a timestamp, which is the server's to give": {
    why: "taken and ignored: the server's own wins",
    answer: { status: 200, body: { status: "REJECT" } },
  },
  "flow run of an unknown flow": {
    why: "the same status, with what is wrong and what to do",
    answer: { status: 409, body: { detail: "Flow <uuid> does not exist; create it first (POST /flows/)." } },
  },
  ...Object.fromEntries(
    ["flow run: not an id", "state of a run id that is none"].map((call) => [
      call,
      {
        why: "an id that is none is a wrong value, told with its place; Prefect takes the path for another route",
        answer: { status: 422, body: { exception_message: "Invalid request received.", places: ['["path","id"]'] } },
      },
    ]),
  ),
  ...Object.fromEntries(
    [
      ["a path that there is not", "GET /api/nowhere"],
      ["a method that there is not", "PUT /api/flows"],
    ].map(([call, route]) => [
      call,
      {
        why: "names the route that was asked for; one with another method is no route either",
        answer: { status: 404, body: { detail: `Not Found: no route for ${route}` } },
      },
    ]),
  ),
  "slots of an unknown work pool": {
    why: "one wording for a pool that there is not",
    answer: { status: 404, body: { detail: 'Work pool "nobody" not found.' } },
  },
  "agents' queue created again": {
    why: "names the pool, as for every other queue",
    answer: {
      status: 409,
      body: { detail: "A work queue with this name already exists in work pool 'default-agent-pool'." },
    },
  },
  "unknown queue changed": {
    why: "one wording for a queue that there is not",
    answer: { status: 404, body: { detail: "work queue not found" } },
  },
  "task run state: unknown": {
    why: "Prefect calls it a flow run state",
    answer: { status: 404, body: { detail: "Task run state not found" } },
  },
};

const refusedAt = (why: string, ...places: (string | number)[][]): Difference<RestAnswer> => ({
  why,
  answer: {
    status: 422,
    body: {
      exception_message: "Invalid request received.",
      places: places.map((place) => JSON.stringify(place)).toSorted(),
    },
  },
});
const told = (why: string, status: number, detail: string): Difference<RestAnswer> => ({
  why,
  answer: { status, body: { detail: expect.stringContaining(detail) as unknown } },
});
const NAMED = "the same status, and the message names the field that is meant";
const BY_ITS_PLACE = "the same status, with the place of what is wrong inside the body";

/** By the name of the call. */
export const DEPLOYMENT_DIFFERENCES: Record<string, Difference<RestAnswer>> = {
  "created in a pool that there is not": told("the name is in the message beside it", 404, "Work pool not found"),
  "created for a flow that there is not": told("says what is wrong and what to do", 409, "create it first"),
  "created with parameters that its schema refuses": refusedAt(BY_ITS_PLACE, ["body", "parameters", "lr"]),
  "created with a schema that is none": refusedAt(BY_ITS_PLACE, ["body", "parameter_openapi_schema", "type"]),
  "created with both limits": refusedAt(BY_ITS_PLACE, ["body", "global_concurrency_limit_id"]),
  "created with job variables that the pool refuses": told(NAMED, 422, "field 'cpu'"),
  "deployments with a limit of at least 3": {
    why: "a limit is a row that several may share; Prefect compares a column that it no longer keeps",
    answer: { status: 200, body: ["full"] },
  },
  "deployments with no limit": {
    why: "as above: Prefect finds the limited ones as well",
    answer: { status: 200, body: ["bare", "nightly", "pooled"] },
  },
  "changed: JSON that is none": told(NAMED, 400, "Error hydrating deployment parameters: lr: Invalid JSON"),
  "changed: job variables that the pool refuses": told(NAMED, 409, "field 'cpu'"),
  "unknown deployment changed": told("as at every other route, without the full stop", 404, "Deployment not found"),
  "run: JSON that is none": told(NAMED, 400, "Error hydrating flow run parameters: lr: Invalid JSON"),
  "run: a variable that there is not": told(NAMED, 400, "path: Variable 'v' not found in workspace"),
};

/** By the path of the cell, joined by " / ". */
export const TRANSITION_DIFFERENCES: Record<string, Difference<Outcome>> = {
  "created / no state / COMPLETED, result persisted": {
    why: "Prefect fails with 500 on a run that is created in a state with data; the run is as good as any other",
    answer: { http: 201, fresh: true },
  },
};

/** What holds in many cells alike: what Kedge answers where Prefect was recorded to answer `recorded`. */
interface GeneralDifference {
  why: string;
  answer: (recorded: Outcome) => Outcome;
}

const GENERAL_TRANSITION_DIFFERENCES: readonly GeneralDifference[] = [
  {
    why: "reasons are for people; some of Prefect's mislead ('The flow was running and never resumed', of a paused run)",
    answer: (recorded) => ({
      ...recorded,
      details: inOurWords(recorded.details, "reason"),
      state: isExpiredPause(recorded) ? inOurWords(recorded.state, "message") : recorded.state,
    }),
  },
  {
    why: "a cancel is remembered with whoever asked for it",
    answer: (recorded) => (isCancel(recorded) ? { ...recorded, state: withCanceller(recorded.state) } : recorded),
  },
  {
    why: "what is refused changes nothing: Prefect marks a paused run as resuming when it refuses to resume it",
    answer: (recorded) =>
      recorded.status === "REJECT" && !recorded.fresh ? withoutPolicy(recorded, "resuming", true) : recorded,
  },
  {
    why: "a run that goes back to the queue no longer retries in a process; Prefect would never give it to a worker",
    answer: (recorded) =>
      recorded.status === "ACCEPT" && typeOf(recorded.state) === "SCHEDULED"
        ? withoutPolicy(recorded, "retry_type", "in_process")
        : recorded,
  },
];

/** What Kedge is held to in a cell, given what Prefect was recorded to answer. */
export function expectedOutcome(path: readonly string[], recorded: Outcome | undefined): unknown {
  const own = TRANSITION_DIFFERENCES[path.join(" / ")];
  if (own) return expect.objectContaining(own.answer);
  if (!recorded) return expect.anything();
  return GENERAL_TRANSITION_DIFFERENCES.reduce((outcome, { answer }) => answer(outcome), recorded);
}

/** Of a flow run: accepted, or carried out at once because nothing had to be stopped. */
function isCancel({ status, fresh, state }: Outcome): boolean {
  const { state_details: details } = (state ?? {}) as { state_details?: { flow_run_id?: string } };
  if (!fresh || details?.flow_run_id !== "<run>") return false;
  return (
    (status === "ACCEPT" && typeOf(state) === "CANCELLING") || (status === "REJECT" && typeOf(state) === "CANCELLED")
  );
}

function withCanceller(state: unknown): unknown {
  const { state_details, ...fields } = state as { state_details?: object };
  return { ...fields, state_details: { ...state_details, cancelled_by: "a Prefect 3.8.8 client" } };
}

function isExpiredPause({ details }: Outcome): boolean {
  const { reason } = (details ?? {}) as { reason?: string };
  return reason?.startsWith("The flow run pause has timed out") ?? false;
}

function inOurWords(fields: unknown, name: string): unknown {
  if (typeof fields !== "object" || fields === null || !(name in fields)) return fields;
  return { ...fields, [name]: expect.any(String) as unknown };
}

function typeOf(state: unknown): unknown {
  return (state as { type?: string } | null)?.type;
}

/** Defaults are left out of a recording, and so is a policy that holds nothing else. */
function withoutPolicy(recorded: Outcome, field: string, value: unknown): Outcome {
  const { empirical_policy, ...run } = (recorded.run ?? {}) as { empirical_policy?: Record<string, unknown> };
  if (!empirical_policy || empirical_policy[field] !== value) return recorded;
  const policy = Object.fromEntries(Object.entries(empirical_policy).filter(([key]) => key !== field));
  return { ...recorded, run: Object.keys(policy).length > 0 ? { ...run, empirical_policy: policy } : run };
}

/** By the name of the case: what Kedge stores of task run "a" besides what Prefect was recorded to store. */
const EVENT_DIFFERENCES: Record<string, { why: string; run: Record<string, unknown> }> = {
  "a task run that exists over REST": {
    why: "an older event still tells what nothing else has told: here how often the run has run",
    run: { run_count: 1, flow_run_run_count: 1 },
  },
};

/** What Kedge is held to in a case of events. A task run that nobody labelled has no labels, not null for labels, as over REST. */
export function expectedTaskRuns(name: string, { answered, taskRuns }: Told): Told {
  const runs = Object.entries(taskRuns).map(([letter, told]) => {
    if (told === null) return [letter, null];
    const run = told.run as Record<string, unknown>;
    const labels = run["labels"] ?? {};
    return [letter, { ...told, run: { ...run, labels, ...EVENT_DIFFERENCES[name]?.run } }];
  });
  return { answered, taskRuns: Object.fromEntries(runs) as Told["taskRuns"] };
}
