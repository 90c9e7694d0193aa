import { inMinutes } from "./in-minutes.js";
import { normalise, type Reference } from "../wire/normalise.js";
import type { PrefectApi } from "../wire/prefect-api.js";
import type { World } from "./world.js";

export interface RestCall {
  method: "GET" | "POST" | "PATCH" | "DELETE" | "PUT";
  path: string;
  body?: unknown;
  /** Sent as it is, in place of `body`. */
  text?: string;
  /** The answer's rows come in no promised order, and are compared as a set. */
  unordered?: boolean;
  /** Of the answer's rows only the names are compared: the call is about which rows, and in what order. */
  namesOnly?: boolean;
  /** Only the status is compared: the body says nothing that a client reads. */
  statusOnly?: boolean;
}

/** Calls by what they ask, each made when its turn comes: an earlier call may have changed what a later one meets. */
export type RestCalls = Record<string, (world: World) => RestCall>;

export interface RestAnswer {
  status: number;
  body: unknown;
}

interface ValidationProblem {
  loc?: unknown;
}

/**
 * What of a validation error every server must agree on: that it is one, and which field it is about. Its words are those of the library
 * that found it.
 */
function withoutWords(body: unknown): unknown {
  if (typeof body !== "object" || body === null || !("exception_detail" in body)) return body;
  const problems = body.exception_detail as ValidationProblem[];
  const places = new Set(problems.map(({ loc }) => JSON.stringify(loc)));
  return {
    exception_message: "exception_message" in body ? body.exception_message : null,
    places: [...places].toSorted(),
  };
}

function namesOf(body: unknown): unknown {
  return Array.isArray(body) ? body.map((row: { name?: unknown }) => row.name) : body;
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a).localeCompare(JSON.stringify(b));
}

/** The whole table is played on one world: all that is stamped meanwhile is "now". */
const referenceOf = ({ madeAt, names }: World): Reference => ({ at: madeAt, names, nowSeconds: 120 });

/** Plays one call and returns what must be the same on every server. */
export async function playRestCall(api: PrefectApi, world: World, call: RestCall): Promise<RestAnswer> {
  const { method, path, body, text } = call;
  const json = { "content-type": "application/json" };
  const answer = text === undefined ? await api.call(method, path, body) : await api.send(method, path, text, json);
  if (call.statusOnly) return { status: answer.status, body: null };
  const normalised = inMinutes(normalise(withoutWords(answer.body), referenceOf(world)));
  const shown = call.namesOnly ? namesOf(normalised) : normalised;
  return { status: answer.status, body: call.unordered && Array.isArray(shown) ? shown.toSorted(byText) : shown };
}
