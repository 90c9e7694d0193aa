import { group } from "../../command.js";
import { createProfile } from "./create.js";
import { listProfiles } from "./ls.js";
import { useProfile } from "./use.js";

export const profileCommands = group("profile", "Named sets of settings, kept in KEDGE_HOME.", [
  listProfiles,
  useProfile,
  createProfile,
]);
