import { Argument } from "@commander-js/extra-typings";
import { readSettings } from "../../../config/settings.js";
import { command } from "../../command.js";
import { assignment } from "../../options/assignment.js";
import { openSession } from "../../session.js";
import { editActiveProfile } from "./edit-active-profile.js";

export const setConfig = command("set", "Set values in the active profile.")
  .addArgument(new Argument("<NAME=value...>", "such as KEDGE_API_URL=http://127.0.0.1:4200/api").argParser(assignment))
  .action((values, options) => {
    const session = openSession(options);
    const name = editActiveProfile((profile) => {
      const changed = { ...profile, ...values };
      readSettings({}, { name: "being set", values: changed }); // refuses a value that no command could use
      return changed;
    });
    session.print(
      { profile: name, set: Object.keys(values) },
      () => `Set ${Object.keys(values).join(", ")} in profile ${name}.`,
    );
  });
