import * as contract from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createApp } from "../../src/app.js";
import { routes } from "../../src/routes/index.js";
import { startTestPlane, type TestPlane } from "../plane.js";

/** I11: what may be asked without a key is listed here, and nothing is served that is neither listed nor an operation. */
const PUBLIC = ["readHealth", "readReadiness"];

/** Served beside the operations; to be authenticated like them. */
const BESIDE_OPERATIONS = ["GET /openapi.json"];

const operations = Object.values(contract as Record<string, unknown>).filter(isOperation);

function isOperation(value: unknown): value is contract.Operation {
  return typeof value === "object" && value !== null && "method" in value && "path" in value && "replies" in value;
}

let plane: TestPlane;
beforeAll(async () => {
  plane = await startTestPlane();
});
afterAll(() => plane.stop());

it("the operations that the contract opens are the listed ones", () => {
  expect(operations.length).toBeGreaterThan(40);
  expect(operations.filter((operation) => operation.public).map(({ id }) => id)).toEqual(PUBLIC);
});

it("every route is an operation of the contract, with that operation's own metadata", () => {
  for (const { operation } of routes) expect(operations).toContain(operation);
});

it("the app serves these operations and nothing else, under both prefixes", () => {
  const written = routes.map(({ operation: { method, path } }) => `${method.toUpperCase()} ${withColons(path)}`);
  const expected = [...written, ...BESIDE_OPERATIONS].flatMap((line) => {
    const [method, path] = line.split(" ");
    return ["/api", "/api/accounts/:account/workspaces/:workspace"].map((prefix) => `${method} ${prefix}${path}`);
  });
  const served = createApp(plane.plane)
    .routes.filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => `${method} ${path}`);
  expect(served.sort()).toEqual(expected.sort());
});

function withColons(path: string): string {
  return path.replaceAll("{", ":").replaceAll("}", "").replace(/\/$/, "");
}
