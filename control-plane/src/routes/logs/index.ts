import type { Route } from "../../http/route.js";
import { createLogs } from "./create-logs.js";
import { filterLogs } from "./filter-logs.js";

export const logRoutes: readonly Route[] = [createLogs, filterLogs];
