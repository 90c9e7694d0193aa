import type { Route } from "../../http/route.js";
import { createFlow } from "./create-flow.js";
import { readFlow } from "./read-flow.js";

export const flowRoutes: readonly Route[] = [createFlow, readFlow];
