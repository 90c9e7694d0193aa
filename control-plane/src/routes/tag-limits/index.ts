import type { Route } from "../../http/route.js";
import { createTagLimit } from "./create-tag-limit.js";
import { decrementTagLimits } from "./decrement-tag-limits.js";
import { deleteTagLimitByTag } from "./delete-tag-limit-by-tag.js";
import { deleteTagLimit } from "./delete-tag-limit.js";
import { filterTagLimits } from "./filter-tag-limits.js";
import { incrementTagLimits } from "./increment-tag-limits.js";
import { readTagLimitByTag } from "./read-tag-limit-by-tag.js";
import { readTagLimit } from "./read-tag-limit.js";
import { resetTagLimit } from "./reset-tag-limit.js";

export const tagLimitRoutes: readonly Route[] = [
  createTagLimit,
  filterTagLimits,
  incrementTagLimits,
  decrementTagLimits,
  readTagLimitByTag,
  deleteTagLimitByTag,
  resetTagLimit,
  readTagLimit,
  deleteTagLimit,
];
