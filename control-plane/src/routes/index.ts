import type { Route } from "../http/route.js";
import { adminRoutes } from "./admin/index.js";
import { flowRunRoutes } from "./flow-runs/index.js";
import { flowRoutes } from "./flows/index.js";

/** Every route of the API. A new resource adds its list here. */
export const routes: readonly Route[] = [...adminRoutes, ...flowRoutes, ...flowRunRoutes];
