import type { Route } from "../../http/route.js";
import { recordTaskRuns } from "./record-task-runs.js";

export const taskRunRoutes: readonly Route[] = [recordTaskRuns];
