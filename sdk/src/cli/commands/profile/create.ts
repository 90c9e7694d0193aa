import { Argument } from "@commander-js/extra-typings";
import { profilesFile, readProfiles, writeProfiles } from "../../../config/profiles.js";
import { readSettings } from "../../../config/settings.js";
import { KedgeError } from "../../../errors.js";
import { command } from "../../command.js";
import { assignment } from "../../options/assignment.js";
import { openSession } from "../../session.js";

export const createProfile = command("create", "Create a profile.")
  .argument("<name>", "what to call it")
  .addArgument(
    new Argument("[NAME=value...]", "such as KEDGE_API_URL=https://kedge.example/api")
      .argParser(assignment)
      .default({}),
  )
  .action((name, values, options) => {
    const session = openSession(options);
    const file = profilesFile();
    const profiles = readProfiles(file);
    if (name in profiles.profiles) {
      throw new KedgeError("PROFILE_EXISTS", `There is a profile "${name}" already.`, {
        hint: `Change it: kedge profile use ${name}, then kedge config set NAME=value`,
      });
    }
    readSettings({}, { name, values }); // refuses a value that no command could use
    writeProfiles(file, { ...profiles, profiles: { ...profiles.profiles, [name]: values } });
    session.print({ name, sets: Object.keys(values) }, ({ paint }) =>
      [`Created profile ${name}.`, paint.dim(`  Use it: kedge profile use ${name}`)].join("\n"),
    );
  });
