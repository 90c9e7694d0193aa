import type { Route } from "../../http/route.js";
import { createFlowRun } from "./create-flow-run.js";
import { setFlowRunState } from "./set-flow-run-state.js";

export const flowRunRoutes: readonly Route[] = [createFlowRun, setFlowRunState];
