import type { Route } from "../../http/route.js";
import { createConcurrencyLimit } from "./create-concurrency-limit.js";
import { decrementLimitsWithLease } from "./decrement-limits-with-lease.js";
import { decrementLimits } from "./decrement-limits.js";
import { deleteConcurrencyLimit } from "./delete-concurrency-limit.js";
import { filterConcurrencyLimits } from "./filter-concurrency-limits.js";
import { incrementLimitsWithLease } from "./increment-limits-with-lease.js";
import { incrementLimits } from "./increment-limits.js";
import { listLimitHolders } from "./list-limit-holders.js";
import { readConcurrencyLimit } from "./read-concurrency-limit.js";
import { renewLimitLease } from "./renew-limit-lease.js";
import { updateConcurrencyLimit } from "./update-concurrency-limit.js";

export const concurrencyLimitRoutes: readonly Route[] = [
  createConcurrencyLimit,
  filterConcurrencyLimits,
  incrementLimits,
  decrementLimits,
  incrementLimitsWithLease,
  decrementLimitsWithLease,
  renewLimitLease,
  readConcurrencyLimit,
  listLimitHolders,
  updateConcurrencyLimit,
  deleteConcurrencyLimit,
];
