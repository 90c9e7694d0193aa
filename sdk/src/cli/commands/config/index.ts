import { group } from "../../command.js";
import { setConfig } from "./set.js";
import { unsetConfig } from "./unset.js";
import { viewConfig } from "./view.js";

export const configCommands = group("config", "Settings: the environment wins over the active profile.", [
  viewConfig,
  setConfig,
  unsetConfig,
]);
