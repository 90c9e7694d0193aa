import type { Route } from "../../http/route.js";
import { countFlows } from "./count-flows.js";
import { createFlow } from "./create-flow.js";
import { deleteFlow } from "./delete-flow.js";
import { filterFlows } from "./filter-flows.js";
import { paginateFlows } from "./paginate-flows.js";
import { readFlowByName } from "./read-flow-by-name.js";
import { readFlow } from "./read-flow.js";
import { updateFlow } from "./update-flow.js";

export const flowRoutes: readonly Route[] = [
  createFlow,
  readFlow,
  readFlowByName,
  updateFlow,
  deleteFlow,
  filterFlows,
  paginateFlows,
  countFlows,
];
