import { profileNamed, profilesFile, readProfiles, writeProfiles } from "../../../config/profiles.js";
import { command } from "../../command.js";
import { openSession } from "../../session.js";

export const useProfile = command("use", "Make a profile the active one.")
  .argument("<name>", "the profile")
  .action((name, options) => {
    const session = openSession(options);
    const file = profilesFile();
    const profiles = readProfiles(file);
    profileNamed(name, profiles);
    writeProfiles(file, { ...profiles, active: name });
    session.print({ active: name }, () => `Profile ${name} is active.`);
  });
