import type { RestCall, RestCalls } from "../rest-call.js";

function filter(body: Record<string, unknown>): RestCall {
  return { method: "POST", path: "/flows/filter", body };
}

export const flows: RestCalls = {
  "flow: by id": (w) => ({ method: "GET", path: `/flows/${w.id("flow alpha")}` }),
  "flow: by name": () => ({ method: "GET", path: "/flows/name/beta" }),
  "flow: by unknown name": () => ({ method: "GET", path: "/flows/name/nobody" }),
  "flow: unknown": () => ({ method: "GET", path: "/flows/00000000-0000-4000-8000-000000000000" }),
  "flow: made again": () => ({ method: "POST", path: "/flows/", body: { name: "alpha", tags: ["ignored"] } }),
  "flows: no body": () => ({ method: "POST", path: "/flows/filter" }),
  "flows: name any_": () => filter({ flows: { name: { any_: ["alpha", "beta"] } } }),
  "flows: name like_": () => filter({ flows: { name: { like_: "ALPH" } } }),
  "flows: name like_ with an underscore": () => filter({ flows: { name: { like_: "a_1" } } }),
  "flows: id not_any_": (w) => filter({ flows: { id: { not_any_: [w.id("flow alpha")] } } }),
  "flows: tags all_": () => filter({ flows: { tags: { all_: ["etl"] } } }),
  "flows: tags is_null_": () => filter({ flows: { tags: { is_null_: true } } }),
  "flows: without a deployment": () => filter({ flows: { deployment: { is_null_: true } } }),
  "flows: with a deployment": () => filter({ flows: { deployment: { is_null_: false } } }),
  "flows: or_": () => filter({ flows: { operator: "or_", name: { any_: ["beta"] }, tags: { all_: ["nightly"] } } }),
  "flows: having flow runs by state": () => filter({ flow_runs: { state: { type: { any_: ["FAILED"] } } } }),
  "flows: having task runs by name": () => filter({ task_runs: { name: { any_: ["done"] } } }),
  "flows: having deployments by name": () => filter({ deployments: { name: { any_: ["nightly"] } } }),
  "flows: sorted NAME_DESC": () => filter({ sort: "NAME_DESC" }),
  "flows: sorted CREATED_DESC": () => filter({ sort: "CREATED_DESC" }),
  "flows: sorted UPDATED_DESC": () => filter({ sort: "UPDATED_DESC" }),
  "flows: limit and offset": () => filter({ limit: 1, offset: 1 }),
  "flow count": () => ({ method: "POST", path: "/flows/count" }),
  "flow count: by tag": () => ({ method: "POST", path: "/flows/count", body: { flows: { tags: { all_: ["etl"] } } } }),
  "flow pages": () => ({ method: "POST", path: "/flows/paginate", body: { page: 2, limit: 2 } }),
};
