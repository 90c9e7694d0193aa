import { z } from "zod";
import {
  ConcurrencyLimit,
  ConcurrencyLimitCreate,
  ConcurrencyLimitUpdate,
  LimitHolder,
  TakenLimit,
} from "../concurrency-limit.js";
import { operation } from "../operation.js";
import { limit, offset } from "../pagination.js";
import { Id, orDefault } from "../primitives.js";

const tag = "concurrency limits";
const byIdOrName = z.object({ id_or_name: z.string() });
const AskingHolder = z.object({ type: z.enum(["flow_run", "task_run", "deployment"]), id: Id });
const wanted = {
  names: z.array(z.string()),
  slots: z.number().int().min(1),
  mode: orDefault(z.enum(["concurrency", "rate_limit"]), () => "concurrency" as const),
};
const leaseDuration = orDefault(z.number().min(60).max(86_400), () => 300);

export const createConcurrencyLimit = operation({
  id: "createConcurrencyLimit",
  method: "post",
  path: "/v2/concurrency_limits/",
  summary: "Create a named limit of slots.",
  tag,
  body: ConcurrencyLimitCreate,
  replies: { 201: ConcurrencyLimit },
});

export const filterConcurrencyLimits = operation({
  id: "filterConcurrencyLimits",
  method: "post",
  path: "/v2/concurrency_limits/filter",
  summary: "List limits by name.",
  tag,
  body: z.object({ limit, offset }),
  replies: { 200: z.array(ConcurrencyLimit) },
});

export const readConcurrencyLimit = operation({
  id: "readConcurrencyLimit",
  method: "get",
  path: "/v2/concurrency_limits/{id_or_name}",
  summary: "One limit, with the slots that are held now.",
  tag,
  params: byIdOrName,
  replies: { 200: ConcurrencyLimit },
});

export const listLimitHolders = operation({
  id: "listLimitHolders",
  method: "get",
  path: "/v2/concurrency_limits/{id_or_name}/holders",
  summary: "Who holds slots of a limit now, the longest-held first, 200 at most. Kedge only.",
  tag,
  params: byIdOrName,
  replies: { 200: z.array(LimitHolder) },
});

export const updateConcurrencyLimit = operation({
  id: "updateConcurrencyLimit",
  method: "patch",
  path: "/v2/concurrency_limits/{id_or_name}",
  summary: "Change a limit; what is held stays held.",
  tag,
  params: byIdOrName,
  body: ConcurrencyLimitUpdate,
  replies: { 204: null },
});

export const deleteConcurrencyLimit = operation({
  id: "deleteConcurrencyLimit",
  method: "delete",
  path: "/v2/concurrency_limits/{id_or_name}",
  summary: "Delete a limit: nothing waits for it any more.",
  tag,
  params: byIdOrName,
  replies: { 204: null },
});

export const incrementLimits = operation({
  id: "incrementLimits",
  method: "post",
  path: "/v2/concurrency_limits/increment",
  summary: "Take slots of all named limits or of none (423 with Retry-After). Names without a limit are ignored.",
  tag,
  body: z.object({ ...wanted, create_if_missing: z.boolean().nullish() }),
  replies: { 200: z.array(TakenLimit) },
});

export const decrementLimits = operation({
  id: "decrementLimits",
  method: "post",
  path: "/v2/concurrency_limits/decrement",
  summary: "Give slots back that were taken without a lease.",
  tag,
  body: z.object({
    names: wanted.names,
    slots: wanted.slots,
    occupancy_seconds: z.number().positive().nullish(),
    create_if_missing: z.boolean().nullish(),
  }),
  replies: { 200: z.array(TakenLimit) },
});

export const incrementLimitsWithLease = operation({
  id: "incrementLimitsWithLease",
  method: "post",
  path: "/v2/concurrency_limits/increment-with-lease",
  summary: "Take slots of all named limits or of none, under a lease. Names without a limit are ignored.",
  tag,
  body: z.object({ ...wanted, lease_duration: leaseDuration, holder: AskingHolder.nullish() }),
  replies: { 200: z.object({ lease_id: Id, limits: z.array(TakenLimit) }) },
});

export const decrementLimitsWithLease = operation({
  id: "decrementLimitsWithLease",
  method: "post",
  path: "/v2/concurrency_limits/decrement-with-lease",
  summary: "Give the slots of a lease back; an unknown lease is fine.",
  tag,
  body: z.object({ lease_id: Id }),
  replies: { 204: null },
});

export const renewLimitLease = operation({
  id: "renewLimitLease",
  method: "post",
  path: "/v2/concurrency_limits/leases/{lease_id}/renew",
  summary: "Keep the slots of a lease, or of a run's claim; 410 when it has ended.",
  tag,
  params: z.object({ lease_id: Id }),
  body: z.object({ lease_duration: leaseDuration }),
  replies: { 204: null },
});
