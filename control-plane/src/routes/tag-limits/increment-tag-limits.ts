import { ErrorCode, incrementTagLimits as operation, uuidv7 } from "kedge/contract";
import { takeSlots } from "../../dispatch/take-slots.js";
import { PlaneError } from "../../errors.js";
import { ok, route } from "../../http/route.js";
import { HUNDRED_YEARS_SECONDS } from "../../dispatch/lease-without-end.js";

export const incrementTagLimits = route(operation, async ({ body, workspaceId, plane }) => {
  const taken = await takeSlots(plane.sql, {
    workspaceId,
    leaseId: uuidv7(),
    names: body.names.map((tag) => `tag:${tag}`),
    slots: 1,
    mode: "concurrency",
    seconds: HUNDRED_YEARS_SECONDS,
    holder: { type: "task_run", id: body.task_run_id },
    random: Math.random,
  }).catch((error: unknown) => {
    // A limit of 0: these clients are told that it is locked, without a time at which it would not be.
    if (!(error instanceof PlaneError && error.code === ErrorCode.INVALID_REQUEST)) throw error;
    throw new PlaneError(ErrorCode.LOCKED, error.message);
  });
  return ok(taken.map((limit) => ({ ...limit, name: limit.name.slice("tag:".length) })));
});
