import { group } from "../../command.js";
import { inspectFlow } from "./inspect.js";
import { listFlows } from "./ls.js";

export const flowCommands = group("flow", "Flows that have been deployed or run.", [listFlows, inspectFlow]);
