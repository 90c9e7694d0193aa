import { group } from "../../command.js";
import { restored } from "./restored.js";
import { startServerCommand } from "./start.js";

export const serverCommands = group("server", "The control plane.", [startServerCommand, restored]);
