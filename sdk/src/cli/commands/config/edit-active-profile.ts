import { activeProfile, type Profile, profilesFile, readProfiles, writeProfiles } from "../../../config/profiles.js";

const FIRST_PROFILE = "default";

/** Changes the active profile, making a first one called `default` where there is none. Returns its name. */
export function editActiveProfile(edit: (profile: Profile) => Profile): string {
  const file = profilesFile();
  const profiles = readProfiles(file);
  const name = activeProfile()?.name ?? FIRST_PROFILE;
  writeProfiles(file, {
    active: profiles.active ?? name,
    profiles: { ...profiles.profiles, [name]: edit(profiles.profiles[name] ?? {}) },
  });
  return name;
}
