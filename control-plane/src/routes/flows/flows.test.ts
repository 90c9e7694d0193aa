import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";

let plane: TestPlane;
beforeAll(async () => {
  plane = await startTestPlane();
});
afterAll(() => plane.stop());

it("registering a flow twice answers 201 and then 200 with the same flow", async () => {
  const first = await plane.request("POST", "/flows/", { name: "etl", tags: ["a"], labels: { team: "data" } });
  const second = await plane.request("POST", "/flows/", { name: "etl" });
  expect([first.status, second.status]).toEqual([201, 200]);
  expect(second.body).toEqual(first.body);
  expect(first.body).toMatchObject({ name: "etl", tags: ["a"], labels: { team: "data" } });
});

it("an unknown flow is not found under exception_message", async () => {
  const reply = await plane.request("GET", "/flows/00000000-0000-4000-8000-00000000dead");
  expect(reply.status).toBe(404);
  expect(reply.body).toMatchObject({ code: "NOT_FOUND", exception_message: expect.stringContaining("not found") });
});
