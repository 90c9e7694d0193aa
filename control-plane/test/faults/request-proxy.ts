import { once } from "node:events";
import { createServer, request as sendRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

/** What becomes of one request on its way. */
export const RequestFault = {
  /** It arrives and is answered. */
  NONE: "none",
  /** It arrives twice, one after the other; the second answer is passed on. */
  DUPLICATE: "duplicate",
  /** The server carries it out, and its answer is replaced with a gateway's 502. */
  BAD_GATEWAY_AFTER: "bad-gateway-after",
  /** The server carries it out, and the connection is reset instead of answered. */
  RESET_AFTER: "reset-after",
  /** It never arrives: a gateway's 503. */
  UNAVAILABLE: "unavailable",
  /** It never arrives, and the connection is reset. */
  RESET_BEFORE: "reset-before",
} as const;
export type RequestFault = (typeof RequestFault)[keyof typeof RequestFault];

export interface PassingRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly body: string;
  /** 1 for the first request through this proxy. */
  readonly number: number;
}

export interface RequestProxy {
  readonly url: string;
  readonly seen: readonly PassingRequest[];
  /** Decides about every request from now on. */
  faults(choose: (request: PassingRequest) => RequestFault): void;
}

interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/**
 * A gateway before the server at `target` (a URL) that understands requests, so that it can repeat one, or carry one out and
 * lie about it. For faults of bytes and of WebSockets: `byte-proxy.ts`. It ends with the test.
 */
export async function startRequestProxy(target: string): Promise<RequestProxy> {
  const { origin, host } = new URL(target);
  const seen: PassingRequest[] = [];
  let choose: (request: PassingRequest) => RequestFault = () => RequestFault.NONE;

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await text(incoming);
    const { method = "GET", url: path = "/" } = incoming;
    const request = { method, path, body, number: seen.length + 1 };
    seen.push(request);
    const fault = choose(request);
    const deliver = () => exchange(origin + path, incoming, body);
    if (fault === RequestFault.RESET_BEFORE) return void incoming.socket.resetAndDestroy();
    if (fault === RequestFault.UNAVAILABLE) return void outgoing.writeHead(503).end("the gateway finds no server");
    if (fault === RequestFault.DUPLICATE) await deliver();
    const reply = await deliver();
    if (fault === RequestFault.RESET_AFTER) return void incoming.socket.resetAndDestroy();
    if (fault === RequestFault.BAD_GATEWAY_AFTER) return void outgoing.writeHead(502).end("<h1>Bad Gateway</h1>");
    outgoing.writeHead(reply.status, reply.headers).end(reply.body);
  }

  const server = createServer((incoming, outgoing) => {
    // No server behind the gateway, or a client that has left: what a gateway says then.
    handle(incoming, outgoing).catch(() => outgoing.writeHead(502).end());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: target.replace(host, `127.0.0.1:${port}`),
    seen,
    faults: (next) => void (choose = next),
  };
}

async function exchange(url: string, { method, headers }: IncomingMessage, body: string): Promise<Reply> {
  const { host: _, connection: __, "transfer-encoding": ___, ...passed } = headers;
  const request = sendRequest(url, {
    method,
    headers: { ...passed, "content-length": Buffer.byteLength(body), connection: "close" },
  });
  request.end(body);
  const [reply] = (await once(request, "response")) as [IncomingMessage];
  const answered = await text(reply);
  const { "transfer-encoding": ____, connection: _____, ...replyHeaders } = reply.headers;
  return { status: reply.statusCode ?? 502, headers: replyHeaders, body: answered };
}
