import { Hono } from "hono";
import { beforeEach, expect, it } from "vitest";
import { PlaneError } from "../errors.js";
import { admission } from "./admission.js";

const LIMITS = { requests: 3, bytes: 100, maxBodyBytes: 60 };
let app: Hono;
let finish: (() => void)[];

/** A server that stands still: every request waits until it is finished here. */
beforeEach(() => {
  finish = [];
  app = new Hono();
  app.use(admission(LIMITS));
  app.all("/", async (context) => {
    await new Promise<void>((resolve) => finish.push(resolve));
    return context.text("done");
  });
  app.onError((error, context) => context.text((error as PlaneError).code, 503));
});

function request(length: number | null, method = "POST"): Promise<number> {
  const headers: Record<string, string> = length === null ? {} : { "content-length": String(length) };
  return Promise.resolve(app.request("/", { method, headers })).then((reply) => reply.status);
}
const standing = async (count: number) => {
  while (finish.length < count) await Promise.resolve();
};

it("more requests than are allowed at once are refused, until one is done", async () => {
  const first = request(0, "GET");
  const others = [request(0, "GET"), request(0, "GET")];
  await standing(3);
  expect(await request(0, "GET")).toBe(503);
  finish.shift()!();
  expect(await first).toBe(200);
  others.push(request(0, "GET"));
  await standing(3);
  for (const end of finish) end();
  expect(await Promise.all(others)).toEqual([200, 200, 200]);
});

it("more bytes than are allowed at once are refused", async () => {
  const first = request(60);
  await standing(1);
  expect(await request(41)).toBe(503);
  const second = request(40);
  await standing(2);
  for (const end of finish) end();
  expect(await Promise.all([first, second])).toEqual([200, 200]);
});

it("a body of unstated length counts for the largest one", async () => {
  const first = request(60);
  await standing(1);
  expect(await request(null)).toBe(503);
  finish[0]!();
  await first;
});

it("a request that fails gives back what it took", async () => {
  app = new Hono();
  app.use(admission(LIMITS));
  app.post("/", () => {
    throw new Error("it broke");
  });
  app.onError((error, context) => context.text(error.message, error instanceof PlaneError ? 503 : 500));
  for (let i = 0; i < 5; i++) expect(await request(60)).toBe(500);
});

it("a busy server still says that it is alive", async () => {
  app.get("/api/health", (context) => context.json(true));
  const taken = [request(0), request(0), request(0)];
  await standing(3);
  expect((await app.request("/api/health")).status).toBe(200);
  for (const end of finish) end();
  await Promise.all(taken);
});
