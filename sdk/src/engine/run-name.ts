import { KedgeError } from "../errors.js";

/** Fills `train-{lr}` from parameters by name. */
export function fillTemplate(template: string, parameters: Readonly<Record<string, unknown>>): string {
  return template.replace(/\{([^{}]*)\}/g, (_, name: string) => {
    if (name in parameters) return String(parameters[name]);
    const known = Object.keys(parameters);
    throw new KedgeError("INVALID_RUN_NAME", `The run name "${template}" speaks of {${name}}.`, {
      hint: known.length === 0 ? "There are no parameters." : `The parameters are: ${known.join(", ")}.`,
    });
  });
}

export function checkedRunName(name: unknown): string {
  if (typeof name === "string" && name !== "") return name;
  throw new KedgeError("INVALID_RUN_NAME", `A run name must be a text that is not empty, not ${JSON.stringify(name)}.`);
}
