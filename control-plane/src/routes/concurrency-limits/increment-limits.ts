import { incrementLimits as operation, uuidv7 } from "kedge/contract";
import { takeSlots } from "../../dispatch/take-slots.js";
import { ok, route } from "../../http/route.js";

/** Whoever takes slots without a lease gives them back or never does. */
const HUNDRED_YEARS_SECONDS = 100 * 365 * 86_400;

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
