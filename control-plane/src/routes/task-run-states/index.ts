import type { Route } from "../../http/route.js";
import { listTaskRunStates } from "./list-task-run-states.js";
import { readTaskRunState } from "./read-task-run-state.js";

export const taskRunStateRoutes: readonly Route[] = [listTaskRunStates, readTaskRunState];
