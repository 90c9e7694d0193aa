import { Command } from "@commander-js/extra-typings";

const FOOTER = "\nExit codes: 0 done, 1 failed, 2 wrong usage.";

/** A command that does something. Every one of them takes --json. */
export function command(name: string, summary: string) {
  return configured(new Command(name).description(summary)).option("--json", "print JSON, for programs");
}

/** A noun that only groups commands. */
export function group(name: string, summary: string, commands: readonly Command<unknown[], Record<string, unknown>>[]) {
  const grouping = configured(new Command(name).description(summary));
  for (const member of commands) grouping.addCommand(member);
  return grouping;
}

/** Wrong usage is thrown as a CommanderError and explained in one place instead of being printed here. */
function configured<C extends Command<unknown[], Record<string, unknown>>>(built: C): C {
  built
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .helpCommand(false)
    .addHelpText("after", FOOTER);
  return built;
}
