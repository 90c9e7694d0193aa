import { activeProfile, profilesFile, readProfiles } from "../../../config/profiles.js";
import { command } from "../../command.js";
import { table } from "../../output/table.js";
import { openSession } from "../../session.js";

export const listProfiles = command("ls", "List profiles.").action((options) => {
  const session = openSession(options);
  const active = activeProfile()?.name;
  const profiles = Object.entries(readProfiles(profilesFile()).profiles).map(([name, values]) => ({
    name,
    active: name === active,
    api_url: values.KEDGE_API_URL ?? null,
    sets: Object.keys(values),
  }));
  session.print(profiles, (screen) =>
    table(
      screen,
      [
        { title: " ", text: (profile) => (profile.active ? "*" : "") },
        { title: "NAME", text: (profile) => profile.name },
        { title: "API", text: (profile) => profile.api_url ?? "-", shrinkTo: 16 },
        { title: "SETS", text: (profile) => profile.sets.join(", "), shrinkTo: 12, optional: true },
      ],
      profiles,
      "No profiles. Make one: kedge profile create NAME KEDGE_API_URL=...",
    ),
  );
});
