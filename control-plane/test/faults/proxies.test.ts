import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, it, onTestFinished } from "vitest";
import { startByteProxy } from "./byte-proxy.js";
import { RequestFault, startRequestProxy } from "./request-proxy.js";

/** A server that answers every request with its number and its body. */
async function echo() {
  const received: string[] = [];
  const server = createServer((request: IncomingMessage, reply) => {
    void text(request).then((body) => {
      received.push(body);
      reply.end(`${received.length}:${body}`);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api` };
}

const post = async (url: string, body: string) => (await fetch(url, { method: "POST", body })).text();
const failed = (request: Promise<unknown>) => request.then(() => false).catch(() => true);

it("a healthy network passes everything on, whole or in slices", async () => {
  const server = await echo();
  const proxy = await startByteProxy(server.url);
  expect(await post(proxy.url, "hello")).toBe("1:hello");
  proxy.slice(1);
  expect(await post(proxy.url, "again")).toBe("2:again");
  expect(proxy.passed("up")).toBeGreaterThan(10);
});

it("what came during a pause follows after it", async () => {
  const server = await echo();
  const proxy = await startByteProxy(server.url);
  proxy.pause();
  const client = connect(proxy.port, "127.0.0.1");
  client.write("GET /api HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
  await once(client, "connect");
  expect(server.received).toEqual([]);
  await proxy.heal();
  expect(await text(client)).toContain("1:");
});

it("a refused network answers nobody until it is healed, on the same port", async () => {
  const server = await echo();
  const proxy = await startByteProxy(server.url);
  await proxy.refuse();
  expect(await failed(post(proxy.url, "a"))).toBe(true);
  await proxy.heal();
  expect(await post(proxy.url, "b")).toBe("1:b");
});

it("a cut lets exactly so many bytes through, once", async () => {
  const server = await echo();
  const proxy = await startByteProxy(server.url);
  proxy.cutAfter("down", 20);
  expect(await failed(post(proxy.url, "acted"))).toBe(true);
  expect(server.received).toEqual(["acted"]);
  expect(proxy.passed("down")).toBe(20);
  expect(await post(proxy.url, "b")).toBe("2:b");
});

it("a half-open network carries requests and loses the answers, and nobody is told", async () => {
  const server = await echo();
  const proxy = await startByteProxy(server.url);
  proxy.swallow("down");
  const asked = post(proxy.url, "acted");
  await expect.poll(() => server.received).toEqual(["acted"]);
  const lost = failed(asked);
  await proxy.heal();
  expect(await lost).toBe(true);
  expect(await post(proxy.url, "b")).toBe("2:b");
});

it("a gateway can repeat a request, and lie about one that was carried out", async () => {
  const server = await echo();
  const proxy = await startRequestProxy(server.url);
  expect(await post(proxy.url, "a")).toBe("1:a");
  proxy.faults(() => RequestFault.DUPLICATE);
  expect(await post(proxy.url, "b")).toBe("3:b");
  proxy.faults(({ body }) => (body === "c" ? RequestFault.BAD_GATEWAY_AFTER : RequestFault.RESET_AFTER));
  expect((await fetch(proxy.url, { method: "POST", body: "c" })).status).toBe(502);
  expect(await failed(post(proxy.url, "d"))).toBe(true);
  proxy.faults(({ body }) => (body === "e" ? RequestFault.UNAVAILABLE : RequestFault.RESET_BEFORE));
  expect((await fetch(proxy.url, { method: "POST", body: "e" })).status).toBe(503);
  expect(await failed(post(proxy.url, "f"))).toBe(true);
  expect(server.received).toEqual(["a", "b", "b", "c", "d"]);
  expect(proxy.seen.map(({ body }) => body)).toEqual(["a", "b", "c", "d", "e", "f"]);
});
