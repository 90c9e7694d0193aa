import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { routes } from "../routes/index.js";
import { openApiDocument } from "./openapi.js";

const document = openApiDocument(routes, "0.0.0");
const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

it("every mounted operation is described, under an id of its own", () => {
  const ids = operations.map(({ operation }) => (operation as { operationId: string }).operationId);
  expect(ids).toHaveLength(routes.length);
  expect(new Set(ids).size).toBe(ids.length);
});

it("the document is plain JSON with a named schema for each resource", () => {
  const copy = JSON.parse(JSON.stringify(document));
  for (const name of ["Flow", "FlowRun", "TaskRun", "State", "Log", "Deployment", "WorkPool", "ErrorReply"]) {
    expect(Object.keys(copy.components.schemas).some((key) => key.startsWith(name))).toBe(true);
  }
});

it("Kedge's own additions are the only operations that Prefect 3.8.8 does not have", () => {
  const prefect: string[] = JSON.parse(
    readFileSync(new URL("../../conformance/recorded/prefect-operations.json", import.meta.url), "utf8"),
  ).operations;
  const known = new Set(prefect.map((operation) => operation.replaceAll(/\{[^}]*\}/g, "{}").replace(/\/$/, "")));
  const ours = operations
    .map(({ path, method }) => `${method.toUpperCase()} ${path}`)
    .filter((operation) => !known.has(operation.replaceAll(/\{[^}]*\}/g, "{}").replace(/\/$/, "")));
  expect(ours.sort()).toEqual([
    "GET /flow_runs/{id}/why",
    "GET /v2/concurrency_limits/{id_or_name}/holders",
    "POST /flow_runs/keep",
    "POST /reports/",
    "POST /schedules/preview",
    "POST /task_runs/record",
    "POST /work_pools/{name}/claim",
    "POST /work_pools/{name}/preview",
    "POST /worker_sessions/{id}/renew",
    "PUT /work_pools/{name}/workers/{worker}/trouble",
  ]);
});
