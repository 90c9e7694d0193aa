import { randomUUID } from "node:crypto";
import { incrementLimitsWithLease as operation } from "kedge/contract";
import { ok, route } from "../../http/route.js";

/** No named limits exist yet, so every name is unknown, and unknown names are passed: the lease holds nothing. */
export const incrementLimitsWithLease = route(operation, async () => ok({ lease_id: randomUUID(), limits: [] }));
