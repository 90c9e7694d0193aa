import type { Route } from "../../http/route.js";
import { decrementLimitsWithLease } from "./decrement-limits-with-lease.js";
import { incrementLimitsWithLease } from "./increment-limits-with-lease.js";

export const concurrencyLimitRoutes: readonly Route[] = [incrementLimitsWithLease, decrementLimitsWithLease];
