import type { JsonObject } from "kedge/contract";
import { isObject } from "./is-object.js";

export interface Allowances {
  /** Whether a field that has a default may be null as well. */
  readonly nullDespiteDefault: boolean;
}

/**
 * Rewrites, in place, what Pydantic 1 wrote that Draft 2020-12 reads otherwise: an optional field says nothing of null, which it takes; a
 * tuple is a list under `items`; a block may stand as a reference to where it is stored.
 */
export function allowWhatPydanticMeant(schema: JsonObject, allowances: Allowances): void {
  allowInProperties(schema, allowances);
  const definitions = schema["definitions"];
  if (!isObject(definitions)) return;
  for (const [name, definition] of Object.entries(definitions)) {
    if (!isObject(definition)) continue;
    allowInProperties(definition, allowances);
    if ("block_type_slug" in definition) definitions[name] = { anyOf: [definition, REFERENCE_TO_A_BLOCK] };
  }
}

function allowInProperties(schema: JsonObject, allowances: Allowances): void {
  if (!isObject(schema["properties"])) return;
  const required: unknown[] = Array.isArray(schema["required"]) ? schema["required"] : [];
  for (const [name, property] of Object.entries(schema["properties"])) {
    if (!isObject(property)) continue;
    if (!required.includes(name)) allowNull(property, allowances);
    allowTuple(property);
    allowInProperties(property, allowances);
  }
}

function allowNull(property: JsonObject, { nullDespiteDefault }: Allowances): void {
  const { type } = property;
  if (type === undefined || type === "null" || ("default" in property && !nullDespiteDefault)) return;
  property["type"] = [...new Set([type, "null"].flat())];
}

function allowTuple(property: JsonObject): void {
  if (!Array.isArray(property["items"]) || property["prefixItems"] !== undefined) return;
  property["prefixItems"] = property["items"];
  delete property["items"];
}

const REFERENCE_TO_A_BLOCK: JsonObject = {
  type: "object",
  required: ["$ref"],
  properties: {
    $ref: {
      anyOf: [
        { type: "string", format: "uuid" },
        { type: "object", additionalProperties: { type: "string" }, minProperties: 1 },
      ],
    },
  },
};
