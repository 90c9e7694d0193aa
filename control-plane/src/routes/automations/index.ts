import type { Route } from "../../http/route.js";
import { deleteAutomationsOfResource } from "./delete-automations-of-resource.js";
import { listAutomationsOfResource } from "./list-automations-of-resource.js";

export const automationRoutes: readonly Route[] = [listAutomationsOfResource, deleteAutomationsOfResource];
