import type { JsonObject } from "kedge/contract";

/** Prefect's own form, so that a pool exported from there loads unchanged: `{{ image }}`, `{{ limits.cpu }}`, `{{ list[0] }}`. */
const PLACEHOLDER = /\{\{\s*([\w.\-[\]$]+)\s*\}\}/g;

/** What the plane has, or will have, to give. */
const REFERENCE = /^prefect\.(blocks|variables)\./;

/**
 * Placeholders that are not the template's variables: block and variable references are resolved by who may read them, and
 * `$NAME` means the environment of the machine that starts the job, which the plane must never answer with its own.
 */
const RESOLVED_ELSEWHERE = /^(prefect\.blocks\.|prefect\.variables\.|\$)/;

/** The value of a placeholder that no variable fills: the key that holds it is left out. */
const ABSENT = Symbol("absent");

/** The names of the variables that a template reads, in order of appearance. */
export function variablesIn(template: unknown): string[] {
  const names = new Set<string>();
  collect(template, names, (name) => !RESOLVED_ELSEWHERE.test(name));
  return [...names];
}

function collect(template: unknown, names: Set<string>, isWanted: (name: string) => boolean): void {
  if (typeof template === "string") {
    for (const [, name] of template.matchAll(PLACEHOLDER)) if (isWanted(name!)) names.add(name!);
  } else if (typeof template === "object" && template !== null) {
    for (const value of Object.values(template)) collect(value, names, isWanted);
  }
}

/** The variables and blocks that a filled document still names: `prefect.variables.region`. Those of the machine are the job's. */
export function referencesIn(filled: unknown): string[] {
  const names = new Set<string>();
  collect(filled, names, (name) => REFERENCE.test(name));
  return [...names];
}

/**
 * Fills a template. A text that is one placeholder takes the value with its type, and its key or item is left out when
 * there is no value; inside longer text a value is written out, nothing for none. Filled text is not read again, so a
 * value cannot smuggle in placeholders of its own.
 */
export function fill(template: JsonObject, variables: JsonObject): JsonObject {
  return filled(template, variables) as JsonObject;
}

function filled(template: unknown, variables: JsonObject): unknown {
  if (typeof template === "string") return filledText(template, variables);
  if (Array.isArray(template)) return template.map((item) => filled(item, variables)).filter((item) => item !== ABSENT);
  if (typeof template !== "object" || template === null) return template;
  const entries = Object.entries(template).map(([key, value]) => [key, filled(value, variables)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ABSENT));
}

function filledText(text: string, variables: JsonObject): unknown {
  const whole = [...text.matchAll(PLACEHOLDER)][0];
  if (whole?.[0] === text && !RESOLVED_ELSEWHERE.test(whole[1]!)) return valueAt(variables, whole[1]!);
  return text.replace(PLACEHOLDER, (placeholder: string, name: string) => {
    if (RESOLVED_ELSEWHERE.test(name)) return placeholder;
    const value = valueAt(variables, name);
    return value === ABSENT ? "" : writtenOut(value);
  });
}

/** Follows `a.b[0].c`; only own keys count, so that no name reaches into a prototype. */
function valueAt(variables: JsonObject, name: string): unknown {
  let value: unknown = variables;
  for (const key of name.split(/[.[\]]+/).filter((part) => part !== "")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return ABSENT;
    value = (value as JsonObject)[key];
  }
  return value;
}

/** As Python writes it, because templates from Prefect were written against that: `True`, `None`. */
function writtenOut(value: unknown): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "string" ? value : JSON.stringify(value);
}
