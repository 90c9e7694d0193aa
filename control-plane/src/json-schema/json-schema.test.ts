import { expect, it } from "vitest";
import type { JsonObject } from "kedge/contract";
import { PlaneError } from "../errors.js";
import { failureText, schemaIssues, validate } from "./index.js";

/** Pydantic 1's way: optional fields without a word on null, tuples as lists of items, models under `definitions`. */
const pydantic: JsonObject = {
  type: "object",
  required: ["image"],
  properties: {
    image: { type: "string" },
    cpu: { type: "integer", minimum: 1 },
    memory: { type: "integer", default: 512 },
    ports: { type: "array", items: [{ type: "integer" }, { type: "string" }] },
    limits: { $ref: "#/definitions/Limits" },
    credentials: { $ref: "#/definitions/Credentials" },
    size: { anyOf: [{ type: "integer" }, { type: "null" }] },
    policy: { enum: ["always", "never"] },
  },
  definitions: {
    Limits: {
      type: "object",
      properties: { gpu: { type: "array", items: { type: "integer" } } },
      additionalProperties: false,
    },
    Credentials: {
      title: "Credentials",
      block_type_slug: "credentials",
      type: "object",
      required: ["key"],
      properties: { key: { type: "string" } },
    },
  },
};
const failures = (values: JsonObject, options = {}) =>
  failureText(validate(pydantic, { image: "a", ...values }, options));

it.each<[string, JsonObject, string]>([
  ["good values", { cpu: 1, ports: [1, "tcp"], limits: { gpu: [1] } }, ""],
  ["an optional field of null", { cpu: null }, ""],
  [
    "a required field of null",
    { image: null },
    "Validation failed for field 'image'. Failure reason: None is not of type 'string'",
  ],
  [
    "a field with a default of null",
    { memory: null },
    "Validation failed for field 'memory'. Failure reason: None is not of type 'integer'",
  ],
  [
    "a field below its minimum",
    { cpu: 0 },
    "Validation failed for field 'cpu'. Failure reason: 0 is less than the minimum of 1",
  ],
  [
    "a tuple's second item",
    { ports: [1, 2] },
    "Validation failed for field 'ports[1]'. Failure reason: 2 is not of type 'string'",
  ],
  [
    "an item inside a model",
    { limits: { gpu: [1, "x"] } },
    "Validation failed for field 'limits.gpu[1]'. Failure reason: 'x' is not of type 'integer'",
  ],
  [
    "a field that a model does not know",
    { limits: { tpu: 1 } },
    "Validation failed for field 'limits'. Failure reason: Additional properties are not allowed ('tpu' was unexpected)",
  ],
  [
    "none of the types",
    { size: "x" },
    "Validation failed for field 'size'. Failure reason: 'x' is not of type 'integer', 'null'",
  ],
  [
    "none of the choices",
    { policy: "it's" },
    `Validation failed for field 'policy'. Failure reason: "it's" is not one of ['always', 'never']`,
  ],
  ["a block as it is", { credentials: { key: "k" } }, ""],
  ["a block by reference", { credentials: { $ref: { block_document_id: "1" } } }, ""],
])("%s", (_, values, text) => {
  expect(failures(values)).toBe(text);
});

it("a missing field is named, unless others will be laid over the values", () => {
  expect(validate(pydantic, {})).toEqual([{ path: [], message: "'image' is a required property" }]);
  expect(validate(pydantic, {}, { ignoreRequired: true })).toEqual([]);
  expect(validate(pydantic, { credentials: {} }, { ignoreRequired: true })).toEqual([]);
});

it("a field called `required` is still checked when nothing is required", () => {
  const schema = { properties: { required: { type: "boolean" } }, required: ["other"] };
  expect(validate(schema, { required: "yes" }, { ignoreRequired: true })).toHaveLength(1);
});

it("null counts as the default where the caller says so", () => {
  expect(failures({ memory: null }, { nullDespiteDefault: true })).toBe("");
});

it("every problem is told, by its place", () => {
  const issues = validate(pydantic, { image: 1, cpu: "x", limits: { gpu: "y" } });
  expect(issues.map(({ path }) => path)).toEqual([["image"], ["cpu"], ["limits", "gpu"]]);
});

it("fields named like those that every JavaScript object has are fields like any other", () => {
  const schema = { properties: { constructor: { type: "string" } }, required: ["toString"] };
  expect(validate(schema, {})).toEqual([{ path: [], message: "'toString' is a required property" }]);
  expect(validate(schema, { toString: 1 })).toEqual([]);
});

it.each<[string, JsonObject, RegExp]>([
  [
    "a reference to nowhere",
    { $ref: "#/definitions/Gone" },
    /^Invalid schema: Unresolved \$ref "#\/definitions\/Gone"\.$/,
  ],
  ["a reference out of the document", { $ref: "http://127.0.0.1/x.json" }, /Unresolved \$ref/],
  ["references in a circle", { $ref: "#" }, /circular references/],
  ["a pattern that is none", { properties: { a: { pattern: "(" } } }, /Invalid regular expression/],
  ["keywords of the wrong kind", { anyOf: 5 }, /^Invalid schema: /],
])("%s cannot be used, and is refused as such", (_, schema, message) => {
  const attempt = () => validate(schema, { a: "a" });
  expect(attempt).toThrow(PlaneError);
  expect(attempt).toThrow(message);
});

it.each<[string, JsonObject, JsonObject]>([
  ["a pattern that backtracks for ever", { properties: { a: { pattern: "^(a|a)*$" } } }, { a: `${"a".repeat(50)}!` }],
  [
    "references that branch for ever",
    {
      $ref: "#/$defs/0",
      $defs: {
        ...Object.fromEntries(
          Array.from({ length: 60 }, (_, n) => [
            n,
            { allOf: [{ $ref: `#/$defs/${n + 1}` }, { $ref: `#/$defs/${n + 1}` }] },
          ]),
        ),
        60: true,
      },
    },
    {},
  ],
])("%s is cut short", (_, schema, values) => {
  expect(() => validate(schema, values)).toThrow("took longer than 1000 ms");
});

it("a schema is checked against the schema of schemas", () => {
  expect(schemaIssues(pydantic).map(({ path }) => path)).toEqual([["properties", "ports", "items"]]);
  expect(schemaIssues({ type: "object", properties: { a: { type: "text" } }, required: "a" })).toMatchObject([
    { path: ["properties", "a", "type"] },
    { path: ["required"], message: "'a' is not of type 'array'" },
  ]);
  expect(schemaIssues({ properties: { a: { pattern: "(" } } })).toMatchObject([
    { path: ["properties", "a", "pattern"] },
  ]);
});

it("what a caller passes in is left as it was", () => {
  const before = JSON.stringify(pydantic);
  validate(Object.freeze(pydantic), Object.freeze({ image: "a" }));
  expect(JSON.stringify(pydantic)).toBe(before);
});
