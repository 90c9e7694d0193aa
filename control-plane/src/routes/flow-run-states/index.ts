import type { Route } from "../../http/route.js";
import { listFlowRunStates } from "./list-flow-run-states.js";
import { readFlowRunState } from "./read-flow-run-state.js";

export const flowRunStateRoutes: readonly Route[] = [listFlowRunStates, readFlowRunState];
