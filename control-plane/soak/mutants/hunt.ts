import { soak, type SoakOptions } from "../soak.js";
import { told } from "../summary.js";
import { breakBuild } from "./break-build.js";
import type { Mutant } from "./mutants.js";

export type HuntOptions = Omit<SoakOptions, "build" | "awaited">;

/** Soaks the broken build; answers whether the promise that it breaks was found broken. */
async function hunt(mutant: Mutant, options: HuntOptions): Promise<boolean> {
  const { name, breaks, what } = mutant;
  const build = await breakBuild(mutant);
  try {
    const { seconds, violations } = await soak({ ...options, build: build.url, awaited: breaks });
    const first = violations.find(({ invariant }) => invariant === breaks);
    const others = [...new Set(violations.map(({ invariant }) => invariant))].filter((id) => id !== breaks);
    options.say(`\n${name}: ${what}`);
    options.say(first ? `  after ${seconds} s: ${told(first)}` : `  SURVIVED ${seconds} s: ${breaks} holds`);
    if (others.length > 0) options.say(`  and ${others.join(", ")}`);
    return first !== undefined;
  } finally {
    await build.remove();
  }
}

/** One after another. Says at the end who was not caught. */
export async function huntAll(mutants: readonly Mutant[], options: HuntOptions): Promise<boolean> {
  const survivors: string[] = [];
  for (const mutant of mutants) if (!(await hunt(mutant, options))) survivors.push(mutant.name);
  const caught = mutants.length - survivors.length;
  options.say(`\n${caught} of ${mutants.length} mutants caught${survivors.map((name) => `, not ${name}`).join("")}`);
  return survivors.length === 0;
}
