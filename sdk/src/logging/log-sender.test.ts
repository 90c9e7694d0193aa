import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createClient } from "../client/index.js";
import type { LogCreate } from "../contract/index.js";
import { LogSender, type LogLimits } from "./log-sender.js";

let server: Server;
let batches: LogCreate[][];
/** Answered to the next requests, then 201. */
let statuses: number[];
let problems: string[];

beforeEach(async () => {
  batches = [];
  statuses = [];
  problems = [];
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const status = statuses.shift() ?? 201;
      if (status === 201) batches.push(JSON.parse(body) as LogCreate[]);
      response.writeHead(status, { "content-type": "application/json" }).end("null");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

function sender(limits: Partial<LogLimits> = {}): LogSender {
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  const client = createClient({ apiUrl, driver: { sleep: () => Promise.resolve() } });
  return new LogSender(client, (problem) => problems.push(problem), { lingerMillis: 60_000, ...limits });
}

function line(message: string): LogCreate {
  return { name: "kedge.flow_runs", level: 20, message, timestamp: "2026-01-01T00:00:00.000000Z" };
}

const messages = () => batches.flat().map(({ message }) => message);

test("lines arrive in order, in batches, and none before a flush is done", async () => {
  const logs = sender({ batchItems: 2 });
  for (const message of ["a", "b", "c", "d", "e"]) logs.push(line(message));
  await logs.flush();
  expect(batches.map((batch) => batch.length)).toEqual([2, 2, 1]);
  expect(messages()).toEqual(["a", "b", "c", "d", "e"]);
});

test("a batch leaves by itself after a while", async () => {
  const logs = sender({ lingerMillis: 1 });
  logs.push(line("a"));
  while (messages().length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(messages()).toEqual(["a"]);
});

test("a busy server gets the same lines again", async () => {
  const logs = sender();
  statuses = [503, 429];
  logs.push(line("a"));
  await logs.flush();
  expect(messages()).toEqual(["a"]);
});

test("a refused batch is reported, and the next one sent", async () => {
  const logs = sender({ batchItems: 1 });
  statuses = [422];
  logs.push(line("refused"));
  logs.push(line("taken"));
  await logs.flush();
  expect(messages()).toEqual(["taken"]);
  expect(problems).toEqual([expect.stringContaining("1 log lines could not be sent.")]);
});

test("beyond the buffer lines are counted, and the gap is marked in its place", async () => {
  const logs = sender({ bufferLines: 2 });
  for (const message of ["a", "b", "lost", "lost"]) logs.push(line(message));
  await logs.flush();
  logs.push(line("c"));
  await logs.flush();
  expect(messages()).toEqual(["a", "b", expect.stringMatching(/^2 log lines were dropped here/), "c"]);
});

test("a gap at the end is marked as well", async () => {
  const logs = sender({ bufferLines: 1 });
  for (const message of ["a", "lost"]) logs.push(line(message));
  await logs.flush();
  expect(problems).toEqual([expect.stringMatching(/^1 log lines were dropped/)]);
  expect(messages()).toEqual(["a", expect.stringMatching(/^1 log lines were dropped/)]);
});

test("a NUL is replaced and a giant line cut: the database takes neither", async () => {
  const logs = sender();
  logs.push(line("a\0b"));
  logs.push(line("x".repeat(1_000_001)));
  await logs.flush();
  const [nul, giant] = messages();
  expect(nul).toBe("a�b");
  expect(giant).toHaveLength(1_000_000 + "… (cut)".length);
});
