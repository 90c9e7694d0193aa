import type { Route } from "../../http/route.js";
import { createEvents } from "./create-events.js";

export const eventRoutes: readonly Route[] = [createEvents];
