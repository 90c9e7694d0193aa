import type { JsonObject } from "kedge/contract";
import { isObject, mergeVariables } from "./job-variables.js";
import { fill, variablesIn } from "./placeholders.js";

/**
 * What a work pool says of its jobs: `job_configuration` is a document with `{{ variable }}` placeholders, `variables` the
 * JSON Schema of the variables with their defaults.
 */
export interface BaseJobTemplate extends JsonObject {
  readonly job_configuration: JsonObject;
  readonly variables: JsonObject;
}

/** One thing wrong with a template, by its place. */
export interface TemplateIssue {
  readonly path: readonly string[];
  readonly message: string;
}

/** Everything that is wrong with a base job template; nothing for a good one, nor for `{}`, which means the default. */
export function validateTemplate(template: JsonObject): TemplateIssue[] {
  if (Object.keys(template).length === 0) return [];
  const missing = ["job_configuration", "variables"].filter((key) => !isObject(template[key]));
  if (missing.length > 0) {
    return missing.map((key) => ({ path: [key], message: `the base job template must have an object \`${key}\`` }));
  }
  const declared = propertiesOf(template);
  return Object.entries(template["job_configuration"] as JsonObject).flatMap(([key, value]) =>
    variablesIn(value)
      .filter((name) => !Object.hasOwn(declared, name))
      .map((name) => ({
        path: ["job_configuration", key],
        message: `{{ ${name} }} is not declared; add \`${name}\` to variables.properties`,
      })),
  );
}

/**
 * The job configuration of one run: the template filled with its defaults, overlaid by `layers` from weak to strong (the
 * deployment's job variables, then the run's). A default of null counts as none.
 */
export function applyTemplate(
  template: JsonObject,
  ...layers: ReadonlyArray<JsonObject | null | undefined>
): JsonObject {
  const configuration = isObject(template["job_configuration"]) ? template["job_configuration"] : {};
  const variables = mergeVariables(defaultsOf(template), ...layers);
  const filled = fill(configuration, variables);
  // A template with environment variables of its own has no placeholder for the user's: those are laid over.
  return isObject(configuration["env"]) && isObject(variables["env"])
    ? { ...filled, env: { ...(filled["env"] as JsonObject), ...variables["env"] } }
    : filled;
}

/** What the template's variables are without a deployment or a run. A default of null counts as none. */
export function defaultsOf(template: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(propertiesOf(template))
      .map(([name, schema]) => [name, isObject(schema) ? schema["default"] : undefined] as const)
      .filter(([, value]) => value !== undefined && value !== null),
  );
}

function propertiesOf(template: JsonObject): JsonObject {
  const properties = variablesSchemaOf(template)?.["properties"];
  return isObject(properties) ? properties : {};
}

/** The JSON Schema of a template's variables; null for a template that has none. */
export function variablesSchemaOf(template: JsonObject): JsonObject | null {
  return isObject(template["variables"]) ? template["variables"] : null;
}
