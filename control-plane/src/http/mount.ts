import type { Context, Hono } from "hono";
import { ErrorCode, FENCE_HEADER } from "kedge/contract";
import { PlaneError } from "../errors.js";
import type { Plane } from "../plane.js";
import { stringify } from "../raw-json.js";
import { refuseNulCharacters } from "./nul-characters.js";
import { parseJson } from "./parse.js";
import { readFence, readInput, type RawRequest } from "./read-input.js";
import type { Input, Reply, Route } from "./route.js";
import type { PlaneEnv } from "./request-id.js";
import { SharedReads } from "./shared-reads.js";

/**
 * Log lines lose their NULs instead, as on Prefect: a worker must not lose a batch to one odd byte of a user's output. Of
 * reports each is judged alone.
 */
export const TAKES_NUL: ReadonlySet<string> = new Set(["createLogs", "sendReports"]);

/** Mounts one route: reads the request by the operation's schemas, calls the handler, writes its reply. */
export function mount(app: Hono<PlaneEnv>, route: Route, plane: Plane): void {
  const { operation } = route;
  const shared = new SharedReads<Answer>();
  // The app is not strict about a trailing slash, so that no client is ever redirected; paths are mounted without it.
  const path = operation.path.replaceAll("{", ":").replaceAll("}", "").replace(/\/$/, "");
  app.on(operation.method.toUpperCase(), [path], async (context) => {
    const request: RawRequest = {
      body: operation.body ? await readBody(context, operation.id) : undefined,
      params: context.req.param(),
      query: context.req.query(),
      workspaceId: context.get("workspaceId") ?? plane.defaultWorkspaceId,
      requestId: context.get("requestId"),
      fence: readFence(context.req.header(FENCE_HEADER)),
      prefectVersion: readPrefectVersion(context),
      isUserInterface: context.req.header("x-prefect-ui") === "true",
    };
    const input = readInput(operation, request, plane);
    const answer = async () => toAnswer(await route.handle(input as never), operation.mediaType);
    const { status, body: content, headers } = route.isRead ? await shared.read(keyOf(input), answer) : await answer();
    return context.newResponse(content, status, headers);
  });
}

function keyOf({ workspaceId, params, query, body }: Input<unknown>): string {
  return JSON.stringify([workspaceId, params, query, body]);
}

async function readBody(context: Context<PlaneEnv>, operationId: string): Promise<unknown> {
  const text = await context.req.text();
  const body = parseJson(text);
  context.set("body", body);
  if (!TAKES_NUL.has(operationId)) refuseNulCharacters(text, body);
  return body;
}

interface Answer {
  readonly status: Reply<unknown>["status"];
  readonly body: string | ReadableStream<Uint8Array> | null;
  readonly headers: Record<string, string>;
}

function toAnswer({ status, body, headers }: Reply<unknown>, mediaType: string | undefined): Answer {
  if (status === 204) return { status, body: null, headers: {} };
  if (!mediaType) return { status, body: stringify(body), headers: JSON_HEADERS };
  return { status, body: asStream(body), headers: { "content-type": `${mediaType}; charset=utf-8`, ...headers } };
}

/** Pulled by the reader; a reader that goes away ends the iteration. */
function asStream(body: unknown): ReadableStream<Uint8Array> | string {
  if (!isAsyncIterable(body)) return String(body);
  return ReadableStream.from(body).pipeThrough(new TextEncoderStream());
}

function isAsyncIterable(body: unknown): body is AsyncIterable<string> {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body;
}

const JSON_HEADERS = { "content-type": "application/json" };

const PREFECT_USER_AGENT = /^prefect\/(\S+)/;

function readPrefectVersion(context: Context): string | null {
  return PREFECT_USER_AGENT.exec(context.req.header("user-agent") ?? "")?.[1] ?? null;
}

export function routeNotFound(method: string, path: string): PlaneError {
  return new PlaneError(ErrorCode.ROUTE_NOT_FOUND, `Not Found: no route for ${method} ${path}`);
}
