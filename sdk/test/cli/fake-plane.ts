import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import * as contract from "../../src/contract/index.js";
import type { BodyOf, Operation, ParamsOf, QueryOf, ReplyOf } from "../../src/contract/index.js";

/** One request as the contract reads it. */
export interface Heard<O> {
  readonly params: ParamsOf<O>;
  readonly query: QueryOf<O>;
  readonly body: BodyOf<O>;
}

/** An answer other than 200 with the handler's value. */
export class ErrorAnswer {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
  ) {}
}

export const notThere = (detail = "not found") => new ErrorAnswer(404, "NOT_FOUND", detail);

type Handler<O> = (heard: Heard<O>) => ReplyOf<O> | ErrorAnswer;

export interface FakePlane {
  readonly apiUrl: string;
  /** What was asked, by operation, as parsed by the contract. */
  heard<O extends Operation>(operation: O): Heard<O>[];
  /** Replaces the answer to one operation; operations without one are answered 404. */
  on<O extends Operation>(operation: O, handler: Handler<O>): void;
  close(): Promise<void>;
}

/**
 * A plane that speaks the wire over a real socket: paths, methods and bodies are the contract's own, a body that the
 * contract refuses is answered 422, and what a test makes it say is sent as JSON.
 */
export async function fakePlane(): Promise<FakePlane> {
  const operations = (Object.values(contract) as unknown[]).filter(isOperation);
  const handlers = new Map<string, Handler<Operation>>();
  const heard: { id: string; request: Heard<Operation> }[] = [];

  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => send(response, 500, { detail: String(error) }));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "", "http://fake");
    const path = url.pathname.replace(/^\/api/, "");
    const matched = operations
      .filter((operation) => operation.method === request.method?.toLowerCase())
      .map((operation) => ({ operation, params: matchPath(operation.path, path) }))
      .find(({ params }) => params !== null);
    if (matched === undefined) return send(response, 404, { code: "ROUTE_NOT_FOUND", detail: `no route ${path}` });
    const { operation, params } = matched;
    const body = operation.body?.safeParse(JSON.parse((await readBody(request)) || "null"));
    if (body?.success === false) {
      return send(response, 422, { code: "INVALID_REQUEST", exception_message: body.error.message });
    }
    const one = { params, query: Object.fromEntries(url.searchParams), body: body?.data } as Heard<Operation>;
    heard.push({ id: operation.id, request: one });
    const handler = handlers.get(operation.id) ?? (() => notThere(`nothing set up for ${operation.id}`));
    const result = handler(one);
    if (result instanceof ErrorAnswer) return send(response, result.status, result);
    const status = Number(Object.keys(operation.replies)[0]);
    return send(response, status, operation.replies[status] === null ? undefined : result);
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    heard: <O extends Operation>(operation: O) =>
      heard.filter(({ id }) => id === operation.id).map(({ request }) => request as unknown as Heard<O>),
    on: (operation, handler) => void handlers.set(operation.id, handler),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function isOperation(value: unknown): value is Operation {
  return typeof value === "object" && value !== null && "method" in value && "replies" in value;
}

function matchPath(template: string, path: string): Record<string, string> | null {
  const pattern = template.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
  const match = new RegExp(`^${pattern}$`).exec(path);
  if (match === null) return null;
  return Object.fromEntries(Object.entries(match.groups ?? {}).map(([name, text]) => [name, decodeURIComponent(text)]));
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
