import { z } from "zod";
import { operation } from "../operation.js";
import { Id, orDefault } from "../primitives.js";

const tag = "concurrency limits";

const LimitHolder = z.object({ type: z.enum(["flow_run", "task_run", "deployment"]), id: Id });

export const incrementLimitsWithLease = operation({
  id: "incrementLimitsWithLease",
  method: "post",
  path: "/v2/concurrency_limits/increment-with-lease",
  summary: "Take slots of the named limits under a lease. Names without a limit are ignored.",
  tag,
  body: z.object({
    names: z.array(z.string()),
    slots: z.number().int().min(1),
    mode: orDefault(z.enum(["concurrency", "rate_limit"]), () => "concurrency" as const),
    lease_duration: orDefault(z.number().min(60).max(86_400), () => 300),
    holder: LimitHolder.nullish(),
  }),
  replies: {
    200: z.object({
      lease_id: Id,
      limits: z.array(z.object({ id: Id, name: z.string(), limit: z.number().int() })),
    }),
  },
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
