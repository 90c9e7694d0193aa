import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, expectTypeOf, test } from "vitest";
import {
  createFlow,
  createLogs,
  FENCE_HEADER,
  type Flow,
  listFlowRunStates,
  readFlow,
  readHealth,
} from "../contract/index.js";
import { type ClientOptions, createClient, KedgeError, PlaneError, PlaneUnreachableError } from "./index.js";

const flow = {
  id: "01890000-0000-7000-8000-000000000001",
  created: "2026-01-02T03:04:05Z",
  updated: "2026-01-02T03:04:05Z",
  name: "etl",
  tags: [],
  labels: {},
};

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** A server that answers each request with the next handler, the last one repeating. */
async function serve(...handlers: Handler[]) {
  const seen: { method: string; url: string; headers: IncomingMessage["headers"]; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const handler = handlers.at(Math.min(seen.length, handlers.length - 1))!;
      seen.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, body });
      handler(request, response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  closers.push(close);
  return { apiUrl: `http://127.0.0.1:${port}/api`, seen, close };
}

const json =
  (status: number, value: unknown, headers: Record<string, string> = {}): Handler =>
  (_, response) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));
const dropped: Handler = (_, response) => response.destroy();

function patientClient(options: ClientOptions) {
  const pauses: number[] = [];
  const driver = { random: () => 0.5, sleep: (seconds: number) => Promise.resolve(void pauses.push(seconds)) };
  return { client: createClient({ driver, ...options }), pauses };
}

describe("a call", () => {
  test("fills the path, sends the key and the fence, and returns the parsed reply", async () => {
    const { apiUrl, seen } = await serve(json(200, flow));
    const client = createClient({ apiUrl, apiKey: "secret-1234", fence: "1.7" });
    const reply = await client.call(readFlow, { params: { id: "a/b" } });
    expectTypeOf(reply).toEqualTypeOf<Flow>();
    expect(reply.created).toBe("2026-01-02T03:04:05.000000Z");
    expect(seen[0]).toMatchObject({ method: "GET", url: "/api/flows/a%2Fb" });
    expect(seen[0]?.headers).toMatchObject({ authorization: "Bearer secret-1234", [FENCE_HEADER]: "1.7" });
  });

  test("sends body and query as JSON and search parameters", async () => {
    const { apiUrl, seen } = await serve(json(201, flow), json(200, []));
    const client = createClient({ apiUrl });
    await client.call(createFlow, { body: { name: "etl" } });
    await client.call(listFlowRunStates, { query: { flow_run_id: flow.id } });
    expect(JSON.parse(seen.at(0)!.body)).toEqual({ name: "etl" });
    expect(seen[1]?.url).toBe(`/api/flow_run_states/?flow_run_id=${flow.id}`);
  });

  test("needs exactly the parts its operation declares", () => {
    const client = createClient({ apiUrl: "http://127.0.0.1:1/api" });
    const wrong = () => {
      // @ts-expect-error the path needs an id
      void client.call(readFlow);
      // @ts-expect-error the body needs a name
      void client.call(createFlow, { body: {} });
      // @ts-expect-error a log line has no such level
      void client.call(createLogs, { body: [{ level: "INFO" }] });
      void client.call(readHealth);
    };
    expect(wrong).toBeTypeOf("function");
  });
});

describe("an error answer", () => {
  test("keeps code, request id and the place of every issue", async () => {
    const issue = { loc: ["body", "name"], msg: "Required", type: "missing" };
    const reply = {
      code: "INVALID_REQUEST",
      request_id: "r1",
      exception_message: "Invalid request",
      exception_detail: [issue],
    };
    const { apiUrl } = await serve(json(422, reply));
    const error = await createClient({ apiUrl })
      .call(createFlow, { body: { name: "" } })
      .catch((error: unknown) => error);
    expect(error).toBeInstanceOf(PlaneError);
    expect(error).toBeInstanceOf(KedgeError);
    expect(error).toMatchObject({ code: "INVALID_REQUEST", status: 422, requestId: "r1", issues: [issue] });
    expect((error as Error).message).toContain("body.name: Required");
  });

  test("of a server without codes gets the code of its status", async () => {
    const { apiUrl } = await serve((_, response) => response.writeHead(404).end("<html>"));
    await expect(createClient({ apiUrl }).call(readFlow, { params: { id: flow.id } })).rejects.toMatchObject({
      code: "NOT_FOUND",
      status: 404,
    });
  });

  test("401 says which key was used and never shows it", async () => {
    const { apiUrl } = await serve(json(401, { exception_message: "Unauthorized" }));
    const client = createClient({ apiUrl, apiKey: "secret-1234", apiKeySource: "KEDGE_API_KEY" });
    const error = (await client.call(readHealth).catch((error: unknown) => error)) as PlaneError;
    expect(error.hint).toContain("KEDGE_API_KEY");
    expect(error.hint).toContain("1234");
    expect(error.explain()).not.toContain("secret");
  });

  test("another service behind the address is named as such", async () => {
    const page: Handler = (_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>");
    const { apiUrl } = await serve(page);
    const error = (await createClient({ apiUrl })
      .call(readHealth)
      .catch((error: unknown) => error)) as KedgeError;
    expect(error).toMatchObject({ code: "UNEXPECTED_REPLY" });
    expect(error.explain()).toContain("text/html");
  });
});

describe("when the plane is away", () => {
  test("the first connection fails at once, naming the URL, its source and the start command", async () => {
    const { apiUrl, close } = await serve(json(200, true));
    await close();
    const { client, pauses } = patientClient({ apiUrl, apiUrlSource: "KEDGE_API_URL" });
    const error = (await client.call(readHealth).catch((error: unknown) => error)) as PlaneUnreachableError;
    expect(error).toBeInstanceOf(PlaneUnreachableError);
    expect(error).toMatchObject({ code: "PLANE_UNREACHABLE", everReached: false });
    expect(error.explain()).toContain(apiUrl);
    expect(error.explain()).toContain("KEDGE_API_URL");
    expect(error.explain()).toContain("kedge server start");
    expect(pauses).toEqual([]);
  });

  test("a lost answer is repeated once the plane has been reached", async () => {
    const { apiUrl, seen } = await serve(json(200, true), dropped, dropped, json(200, true));
    const { client, pauses } = patientClient({ apiUrl });
    await client.call(readHealth);
    await expect(client.call(readHealth)).resolves.toBe(true);
    expect(seen).toHaveLength(4);
    expect(pauses).toEqual([1, 2]);
  });

  test("an outage is told once, until it is over", async () => {
    const { apiUrl } = await serve(json(200, true), dropped, json(503, {}), json(200, true), dropped, json(200, true));
    const outages: string[] = [];
    const { client } = patientClient({ apiUrl, onOutage: (reason) => outages.push(reason) });
    for (let call = 0; call < 3; call++) await client.call(readHealth);
    expect(outages).toHaveLength(2);
  });

  test("a run that was started by a worker waits for the plane from the first request on", async () => {
    const { apiUrl } = await serve(dropped, json(200, true));
    const { client } = patientClient({ apiUrl, retry: { expectReachable: true } });
    await expect(client.call(readHealth)).resolves.toBe(true);
  });

  test("patience is bounded", async () => {
    const { apiUrl, seen } = await serve(json(503, { exception_message: "Service Unavailable" }));
    const { client, pauses } = patientClient({ apiUrl, retry: { retries: 3 } });
    await expect(client.call(readHealth)).rejects.toMatchObject({ code: "UNAVAILABLE", status: 503 });
    expect(seen).toHaveLength(4);
    expect(pauses).toEqual([1, 2, 4]);
  });

  test("Retry-After is a minimum, and bounded", async () => {
    const busy = (seconds: string) => json(429, {}, { "retry-after": seconds });
    const { apiUrl } = await serve(busy("7"), busy("100000"), json(200, true));
    const { client, pauses } = patientClient({ apiUrl });
    await client.call(readHealth);
    expect(pauses).toEqual([7, 30]);
  });

  test("other errors are not repeated", async () => {
    const { apiUrl, seen } = await serve(json(409, { detail: "taken" }));
    await expect(patientClient({ apiUrl }).client.call(readHealth)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(seen).toHaveLength(1);
  });

  test("a silent server is given up after the timeout", async () => {
    const { apiUrl } = await serve(() => undefined);
    const client = createClient({ apiUrl, timeoutSeconds: 0.05 });
    await expect(client.call(readHealth)).rejects.toThrow("no answer within 0.05 s");
  });

  test("the caller's signal ends a call with its own reason", async () => {
    const { apiUrl } = await serve(() => undefined);
    const controller = new AbortController();
    const call = createClient({ apiUrl }).call(readHealth, { signal: controller.signal });
    controller.abort(new Error("cancelled"));
    await expect(call).rejects.toThrow("cancelled");
  });
});

test("an address that is not a URL is refused before any request", () => {
  expect(() => createClient({ apiUrl: "localhost:4200", apiUrlSource: "KEDGE_API_URL" })).toThrow(
    /"localhost:4200" \(from KEDGE_API_URL\) is not an http/,
  );
});
