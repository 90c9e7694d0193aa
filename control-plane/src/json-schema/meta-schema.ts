import type { JsonObject } from "kedge/contract";

/**
 * Draft 2020-12's schema of schemas. The published one is eight documents joined by dynamic references, so that dialects can
 * extend it; this is the same keywords in one document. Unknown keywords are allowed, as the draft says.
 */
const schema = { $ref: "#" };
const schemas = { type: "array", minItems: 1, items: schema };
const schemasByName = { type: "object", additionalProperties: schema };
const text = { type: "string" };
const number = { type: "number" };
const flag = { type: "boolean" };
const count = { type: "integer", minimum: 0 };
const names = { type: "array", items: text, uniqueItems: true };
const pattern = { type: "string", format: "regex" };
const typeName = { enum: ["array", "boolean", "integer", "null", "number", "object", "string"] };

export const metaSchema: JsonObject = {
  type: ["object", "boolean"],
  properties: {
    $id: { type: "string", pattern: "^[^#]*#?$" },
    $schema: text,
    $anchor: { type: "string", pattern: "^[A-Za-z_][-A-Za-z0-9._]*$" },
    $ref: text,
    $dynamicRef: text,
    $comment: text,
    $defs: schemasByName,
    definitions: schemasByName,

    allOf: schemas,
    anyOf: schemas,
    oneOf: schemas,
    ...each(["not", "if", "then", "else"], schema),

    type: {
      anyOf: [typeName, { type: "array", items: typeName, minItems: 1, uniqueItems: true }],
    },
    enum: { type: "array" },

    properties: schemasByName,
    patternProperties: { ...schemasByName, propertyNames: pattern },
    additionalProperties: schema,
    unevaluatedProperties: schema,
    propertyNames: schema,
    dependentSchemas: schemasByName,
    dependentRequired: { type: "object", additionalProperties: names },
    required: names,
    minProperties: count,
    maxProperties: count,

    prefixItems: schemas,
    items: schema,
    contains: schema,
    unevaluatedItems: schema,
    minContains: count,
    maxContains: count,
    minItems: count,
    maxItems: count,
    uniqueItems: flag,

    minimum: number,
    maximum: number,
    exclusiveMinimum: number,
    exclusiveMaximum: number,
    multipleOf: { type: "number", exclusiveMinimum: 0 },

    minLength: count,
    maxLength: count,
    pattern,
    format: text,

    title: text,
    description: text,
    deprecated: flag,
    readOnly: flag,
    writeOnly: flag,
    examples: { type: "array" },
  },
};

function each(keywords: readonly string[], shape: JsonObject): JsonObject {
  return Object.fromEntries(keywords.map((keyword) => [keyword, shape]));
}
