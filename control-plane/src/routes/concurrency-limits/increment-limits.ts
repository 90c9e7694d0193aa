import { incrementLimits as operation, uuidv7 } from "kedge/contract";
import { HUNDRED_YEARS_SECONDS } from "../../dispatch/lease-without-end.js";
import { takeSlots } from "../../dispatch/take-slots.js";
import { ok, route } from "../../http/route.js";

export const incrementLimits = route(operation, async ({ body, workspaceId, plane }) =>
  ok(
    await takeSlots(plane.sql, {
      ...body,
      workspaceId,
      leaseId: uuidv7(),
      seconds: HUNDRED_YEARS_SECONDS,
      holder: null,
      random: Math.random,
    }),
  ),
);
