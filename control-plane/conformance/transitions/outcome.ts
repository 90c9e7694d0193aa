import type { Answer } from "../wire/prefect-api.js";
import { normalise, type Names } from "../wire/normalise.js";

/** What one proposed transition came to. Everything that differs from run to run is normalised, and what stands at its default is left out. */
export interface Outcome {
  /** 201 where the answer carries a state younger than the request, 200 elsewhere. */
  http: number;
  /** ACCEPT, REJECT, WAIT or ABORT; absent where the call failed, and `details` is then the error body. */
  status?: string;
  details: unknown;
  /** The state answered; null where a refusal answers none. */
  state: unknown;
  /** Whether the state answered is another one than the run had before. */
  fresh: boolean;
  /** The run as it reads afterwards. */
  run: unknown;
}

type Row = Record<string, unknown>;

/** A run or a task run as the API answers it. */
export type RunRow = Row & { id: string; state_id: string | null };

function isDefault(value: unknown): boolean {
  if (value === null || value === false || value === 0) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function withoutDefaults(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => !isDefault(value)));
}

const byText = (a: string, b: string): number => a.localeCompare(b);

function stateOf(state: unknown): unknown {
  if (state === null || state === undefined) return null;
  const { id: _id, state_details, ...rest } = state as Row;
  return withoutDefaults({ ...rest, state_details: withoutDefaults(state_details as Row) });
}

/**
 * Run times are real durations of milliseconds here; only whether any was counted is the same on every server. The sequences of
 * `bookkeeping/`, whose timestamps are known, compare the numbers.
 */
function runOf(run: Row, fields: readonly string[]): Row {
  const policy = { ...(run["empirical_policy"] as Row) };
  if (Array.isArray(policy["pause_keys"])) policy["pause_keys"] = (policy["pause_keys"] as string[]).toSorted(byText); // a set on the wire
  return withoutDefaults({
    ...Object.fromEntries(fields.map((field) => [field, run[field] ?? null])),
    total_run_time: Number(run["total_run_time"]) > 0 ? "some" : 0,
    empirical_policy: withoutDefaults(policy),
  });
}

/** A wait is told to ten seconds: it was asked for a moment earlier than the request that is told to wait. */
function inTens(details: Row): Row {
  const seconds = details["delay_seconds"];
  return typeof seconds === "number" ? { ...details, delay_seconds: Math.round(seconds / 10) * 10 } : details;
}

export interface Observed {
  answer: Answer;
  /** The run before the proposal, and after it. */
  before: RunRow;
  after: RunRow;
  /** The run's fields to keep, besides its policy and run time. */
  fields: readonly string[];
  /** Epoch milliseconds at which the proposal was sent. */
  requestedAt: number;
}

export function outcomeOf({ answer, before, after, fields, requestedAt }: Observed, names: Names): Outcome {
  const body = answer.body as Row;
  const stateId = (body["state"] as Row | null | undefined)?.["id"];
  const answered = answer.status < 400;
  const reference = { at: requestedAt, names };
  return {
    http: answer.status,
    ...(answered && { status: String(body["status"]) }),
    details: normalise(answered ? withoutDefaults(inTens(body["details"] as Row)) : body, reference),
    state: normalise(stateOf(body["state"]), reference),
    fresh: stateId !== undefined && stateId !== before.state_id,
    run: normalise(runOf(after, fields), reference),
  };
}

/** The outcome of creating a run in a state: what the answer, which is the run itself, says of both. */
export function creationOutcome(
  answer: Answer,
  run: RunRow,
  { fields, requestedAt }: Pick<Observed, "fields" | "requestedAt">,
  names: Names,
): Outcome {
  const reference = { at: requestedAt, names };
  if (answer.status >= 400) {
    return {
      http: answer.status,
      details: normalise(answer.body, reference),
      state: null,
      fresh: false,
      run: null,
    };
  }
  return {
    http: answer.status,
    details: null,
    state: normalise(stateOf(run["state"]), reference),
    fresh: true,
    run: normalise(runOf(run, fields), reference),
  };
}
