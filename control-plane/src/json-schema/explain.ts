import type { OutputUnit } from "@cfworker/json-schema";
import { isObject } from "./is-object.js";
import { pythonText } from "./python-text.js";

/**
 * What a failed keyword means, in the words of the validator that Prefect uses.
 *
 * @param limit what the schema says under that keyword
 * @param branches what failed inside, for keywords that offer a choice
 */
export function explain(
  { keyword, error }: OutputUnit,
  value: unknown,
  limit: unknown,
  branches: readonly OutputUnit[],
): string {
  const it = pythonText(value);
  switch (keyword) {
    case "type":
      return `${it} is not of type ${[limit].flat().map(pythonText).join(", ")}`;
    case "required":
      return missingIn(value, limit)
        .map((name) => `${pythonText(name)} is a required property`)
        .join("; ");
    case "additionalProperties":
    case "unevaluatedProperties":
      return `Additional properties are not allowed (${namedIn(error)} was unexpected)`;
    case "enum":
      return `${it} is not one of ${pythonText(limit)}`;
    case "const":
      return `${pythonText(limit)} was expected`;
    case "anyOf":
      return branches.length > 0 && branches.every((branch) => branch.keyword === "type")
        ? `${it} is not of type ${branches.map(typeNamedIn).join(", ")}`
        : `${it} is not valid under any of the given schemas`;
    case "oneOf":
      return `${it} is not valid under exactly one of the given schemas`;
    case "not":
      return `${it} should not be valid under ${pythonText(limit)}`;
    case "contains":
      return `${it} does not contain items matching the given schema`;
    case "pattern":
      return `${it} does not match ${pythonText(limit)}`;
    case "format":
      return `${it} is not a ${pythonText(limit)}`;
    case "minimum":
      return `${it} is less than the minimum of ${pythonText(limit)}`;
    case "maximum":
      return `${it} is greater than the maximum of ${pythonText(limit)}`;
    case "exclusiveMinimum":
      return `${it} is less than or equal to the minimum of ${pythonText(limit)}`;
    case "exclusiveMaximum":
      return `${it} is greater than or equal to the maximum of ${pythonText(limit)}`;
    case "multipleOf":
      return `${it} is not a multiple of ${pythonText(limit)}`;
    case "minLength":
    case "minItems":
      return limit === 1 ? `${it} should be non-empty` : `${it} is too short`;
    case "maxLength":
    case "maxItems":
      return limit === 0 ? `${it} is expected to be empty` : `${it} is too long`;
    case "uniqueItems":
      return `${it} has non-unique elements`;
    case "minProperties":
      return `${it} does not have enough properties`;
    case "maxProperties":
      return `${it} has too many properties`;
    default:
      return error.replace(/\.$/, "");
  }
}

function missingIn(value: unknown, required: unknown): string[] {
  const has = isObject(value) ? value : {};
  return (required as string[]).filter((name) => !Object.hasOwn(has, name));
}

/** The validator names a field nowhere but in its text: `Property "x" does not match additional properties schema.` */
function namedIn(error: string): string {
  return pythonText(/"(.*)"/s.exec(error)?.[1] ?? "");
}

/** `Instance type "string" is invalid. Expected "integer".` */
function typeNamedIn({ error }: OutputUnit): string {
  return error.slice(error.indexOf('Expected "') + 9, -1).replaceAll('"', "'");
}
