import { expect, test } from "vitest";
import { answerFor, type Field, fieldsOf, questionFor } from "./ask-for-input.js";

const SCHEMA = {
  properties: {
    note: { type: "string", position: 1, default: "none" },
    approve: { type: "boolean", position: 0 },
    size: { $ref: "#/definitions/Size", position: 2 },
    count: { anyOf: [{ type: "integer" }, { type: "null" }], position: 3 },
    tags: { type: "array", position: 4 },
  },
  required: ["approve", "size"],
  definitions: { Size: { enum: ["s", "m"], type: "string" } },
};
const field = (name: string): Field => fieldsOf(SCHEMA).find((each) => each.name === name)!;

test("fields are asked for in the order of the form, with what they take", () => {
  expect(fieldsOf(SCHEMA).map(questionFor)).toEqual([
    "approve (y/n): ",
    'note (string, optional) ["none"]: ',
    "size (s | m): ",
    "count (integer or null, optional): ",
    "tags (array as JSON, optional): ",
  ]);
});

test.each<[string, string, unknown]>([
  ["approve", "Y", true],
  ["approve", "false", false],
  ["note", "12", "12"],
  ["note", "", "none"],
  ["size", "m", "m"],
  ["count", "3", 3],
  ["count", "null", null],
  ["tags", '["a"]', ["a"]],
])("for %s the line %j is %j", (name, line, value) => {
  expect(answerFor(field(name), line)).toEqual({ kind: "value", value });
});

test.each([
  ["approve", "perhaps", "boolean"],
  ["approve", "", "required"],
  ["size", "xl", "one of s, m"],
  ["count", "1.5", "integer"],
  ["tags", "a", "array"],
])("for %s the line %j is asked again, because of %s", (name, line, why) => {
  expect(answerFor(field(name), line)).toEqual({ kind: "wrong", why: expect.stringContaining(why) });
});

test("an optional field without a default may be left out", () => {
  expect(answerFor(field("count"), "")).toEqual({ kind: "absent" });
});
