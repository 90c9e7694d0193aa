import { z } from "zod";
import { FlowSort } from "../filters/flow-filter.js";
import { relatedFilters } from "../filters/related-filters.js";
import { Flow, FlowCreate, FlowUpdate } from "../flow.js";
import { operation } from "../operation.js";
import { limit, offset, page, pageOf } from "../pagination.js";
import { Id, orDefault } from "../primitives.js";

const tag = "flows";
const byId = z.object({ id: Id });
const sort = orDefault(FlowSort, () => "NAME_ASC" as const);

export const createFlow = operation({
  id: "createFlow",
  method: "post",
  path: "/flows/",
  summary: "Register a flow by name; an existing one is returned unchanged with 200.",
  tag,
  body: FlowCreate,
  replies: { 201: Flow, 200: Flow },
});

export const readFlow = operation({
  id: "readFlow",
  method: "get",
  path: "/flows/{id}",
  summary: "One flow.",
  tag,
  params: byId,
  replies: { 200: Flow },
});

export const readFlowByName = operation({
  id: "readFlowByName",
  method: "get",
  path: "/flows/name/{name}",
  summary: "One flow by its name.",
  tag,
  params: z.object({ name: z.string() }),
  replies: { 200: Flow },
});

export const updateFlow = operation({
  id: "updateFlow",
  method: "patch",
  path: "/flows/{id}",
  summary: "Replace a flow's tags.",
  tag,
  params: byId,
  body: FlowUpdate,
  replies: { 204: null },
});

export const deleteFlow = operation({
  id: "deleteFlow",
  method: "delete",
  path: "/flows/{id}",
  summary: "Delete a flow with its deployments and runs.",
  tag,
  params: byId,
  replies: { 204: null },
});

export const filterFlows = operation({
  id: "filterFlows",
  method: "post",
  path: "/flows/filter",
  summary: "List flows.",
  tag,
  body: z.object({ ...relatedFilters, sort, limit, offset }),
  replies: { 200: z.array(Flow) },
});

export const paginateFlows = operation({
  id: "paginateFlows",
  method: "post",
  path: "/flows/paginate",
  summary: "One page of flows with the count of all.",
  tag,
  body: z.object({ ...relatedFilters, sort, limit, page }),
  replies: { 200: pageOf(Flow) },
});

export const countFlows = operation({
  id: "countFlows",
  method: "post",
  path: "/flows/count",
  summary: "Count flows.",
  tag,
  body: z.object(relatedFilters),
  replies: { 200: z.number().int() },
});
