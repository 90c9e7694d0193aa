import { Argument } from "@commander-js/extra-typings";
import { command } from "../../command.js";
import { collectVariables } from "../../options/assignment.js";
import { openSession } from "../../session.js";
import { editActiveProfile } from "./edit-active-profile.js";

export const unsetConfig = command("unset", "Remove values from the active profile.")
  .addArgument(new Argument("<NAME...>", "such as KEDGE_API_URL").argParser(collectVariables))
  .action((names, options) => {
    const session = openSession(options);
    const profile = editActiveProfile((profile) =>
      Object.fromEntries(Object.entries(profile).filter(([name]) => !names.some((removed) => removed === name))),
    );
    session.print({ profile, unset: names }, () => `Removed ${names.join(", ")} from profile ${profile}.`);
  });
