import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JsonObject } from "../../contract/index.js";
import { declaredParameters } from "./declared-parameters.js";

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "kedge-declared-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Read {
  schema: JsonObject | undefined;
  warnings: string[];
}

function read(source: string, names: string[], files: Record<string, string> = {}, exportedAs = "etl"): Read {
  for (const [name, text] of Object.entries({ "etl.ts": source, ...files })) writeFileSync(join(folder, name), text);
  const warnings: string[] = [];
  const path = join(folder, "etl.ts");
  const schema = declaredParameters({ path, exportedAs, names, warn: (message) => warnings.push(message) });
  return { schema, warnings };
}

/** The schema of one parameter `x` of this type, and what was warned of. */
function ofType(type: string, declarations = "", files: Record<string, string> = {}) {
  const { schema, warnings } = read(`${declarations}\nexport const etl = flow(async (x: ${type}) => x);`, ["x"], files);
  return { schema: (schema as { properties: { x: JsonObject } }).properties.x, warnings, whole: schema };
}

test("parameters have their types; what has a default or a question mark is not required", () => {
  const source = `export const etl = flow({ name: "etl" }, async (path: string, lr = 0.1, depth: number = -3, tags?: string[],
    last?: boolean | undefined, name = "a", on = true, when = new Date()) => {});`;
  const names = ["path", "lr", "depth", "tags", "last", "name", "on", "when"];
  expect(read(source, names).schema).toEqual({
    properties: {
      path: { type: "string" },
      lr: { type: "number", default: 0.1 },
      depth: { type: "number", default: -3 },
      tags: { type: "array", items: { type: "string" } },
      last: { type: "boolean" },
      name: { type: "string", default: "a" },
      on: { type: "boolean", default: true },
      when: {},
    },
    required: ["path"],
    additionalProperties: false,
  });
});

test("a flow that takes one object has its keys for parameters", () => {
  const source = `interface Options { path: string; lr?: number; mode: "a" | "b" }
    export const etl = flow(async ({ path, lr = 0.1, mode: m = "a" }: Options) => {});`;
  expect(read(source, ["path", "lr", "mode"]).schema).toEqual({
    properties: {
      path: { type: "string" },
      lr: { type: "number", default: 0.1 },
      mode: { type: "string", enum: ["a", "b"], default: "a" },
    },
    required: ["path"],
    additionalProperties: false,
  });
});

test.each([
  ["unknown", {}],
  ["string | null", { anyOf: [{ type: "string" }, { type: "null" }] }],
  ["'a' | 'b' | 3", { enum: ["a", "b", 3] }],
  ["true | false", { type: "boolean" }],
  ["`v${number}`", { type: "string" }],
  ["readonly (string | number)[]", { type: "array", items: { anyOf: [{ type: "string" }, { type: "number" }] } }],
  ["Array<Array<number>>", { type: "array", items: { type: "array", items: { type: "number" } } }],
  [
    "[name: string, number?]",
    { type: "array", prefixItems: [{ type: "string" }, { type: "number" }], minItems: 1, maxItems: 2 },
  ],
  [
    "[string, ...number[]]",
    { type: "array", prefixItems: [{ type: "string" }], minItems: 1, items: { type: "number" } },
  ],
  ["Record<string, number>", { type: "object", additionalProperties: { type: "number" } }],
  [
    "Record<'a' | 'b', number>",
    { type: "object", properties: { a: { type: "number" }, b: { type: "number" } }, required: ["a", "b"] },
  ],
  ["{ [key: string]: boolean }", { type: "object", additionalProperties: { type: "boolean" } }],
  [
    "{ a: string } & { b?: number }",
    { type: "object", properties: { a: { type: "string" }, b: { type: "number" } }, required: ["a"] },
  ],
])("%s", (type, schema) => {
  expect(ofType(type)).toMatchObject({ schema, warnings: [] });
});

const POINT = "interface Named { name: string } interface Point extends Named { x: number; y?: number }";

test.each([
  ["Point", { name: "string", x: "number", y: "number" }, ["name", "x"]],
  ["Partial<Point>", { name: "string", x: "number", y: "number" }, undefined],
  ["Required<Point>", { name: "string", x: "number", y: "number" }, ["name", "x", "y"]],
  ["Pick<Point, 'x' | 'y'>", { x: "number", y: "number" }, ["x"]],
  ["Omit<Point, 'name'>", { x: "number", y: "number" }, ["x"]],
])("%s of an interface", (type, types, required) => {
  const properties = Object.fromEntries(Object.entries(types).map(([name, of]) => [name, { type: of }]));
  expect(ofType(type, POINT).schema).toEqual({ type: "object", properties, ...(required && { required }) });
});

test("generic types, enums, and the literals of constants are read", () => {
  expect(ofType("Box<string>", "type Box<T, U = number> = { value: T; more: U[] }").schema).toMatchObject({
    properties: { value: { type: "string" }, more: { items: { type: "number" } } },
  });
  expect(ofType("Level", "enum Level { Low = 1, High, Max = 10 }").schema).toEqual({ enum: [1, 2, 10] });
  expect(ofType("Mode", 'enum Mode { Fast = "fast", Slow = "slow" }').schema).toEqual({ enum: ["fast", "slow"] });
  const modes = 'const MODES = ["fast", "slow"] as const; const BY = { a: 1, b: 2 };';
  expect(ofType("(typeof MODES)[number]", modes).schema).toEqual({ type: "string", enum: ["fast", "slow"] });
  expect(ofType("keyof typeof BY", modes).schema).toEqual({ type: "string", enum: ["a", "b"] });
});

test("types are followed into the files that are imported", () => {
  const files = {
    "types.ts": "export type { Deep as Renamed } from './deep.js'; export * from './deep.js';",
    "deep.ts": "export interface Deep { at: string }; export type Other = Deep[];",
  };
  const imports = "import type { Renamed, Other } from './types.js';";
  expect(ofType("Renamed", imports, files).schema).toMatchObject({ properties: { at: { type: "string" } } });
  expect(ofType("Other", imports, files).schema).toMatchObject({ items: { properties: { at: { type: "string" } } } });
});

test("a type that contains itself is referred to by its name", () => {
  const { schema, whole } = ofType("Tree", "interface Tree { value: string; children: Tree[] }");
  expect(schema).toEqual({ $ref: "#/definitions/Tree" });
  expect(whole?.["definitions"]).toEqual({
    Tree: {
      type: "object",
      properties: { value: { type: "string" }, children: { type: "array", items: { $ref: "#/definitions/Tree" } } },
      required: ["value", "children"],
    },
  });
});

test.each([
  ["Date", "x is not checked where it is Date: JSON has no dates"],
  ["{ at: Date }[]", "x is not checked where it is Date: JSON has no dates"],
  ["bigint", "JSON has no bigint"],
  ["() => void", "JSON has no functions"],
  ["Elsewhere<string>", "x is not checked where it is Elsewhere<string>: it is not declared in the files"],
  ["z.infer<typeof S>", "it is not declared in the files"],
  ["T extends string ? 1 : 2", "it is more than JSON Schema can say"],
])("%s takes anything, with a warning", (type, warning) => {
  const { warnings } = ofType(type);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain(warning);
});

test.each([
  ["a name", "const inner = flow(async (x: string) => x); export { inner as etl };"],
  ["the function's own declaration", "async function run(x: string) {} export const etl = flow(run);"],
  ["other options", "const base = flow(async (x: string) => x); export const etl = base.withOptions({ retries: 2 });"],
  ["another file", "export { etl } from './other.js';"],
  ["a cast", "export const etl = flow((async (x: string) => x) satisfies unknown);"],
])("the function is found behind %s", (_, source) => {
  const files = { "other.ts": "export const etl = flow(async function (x: string) {});" };
  expect(read(source, ["x"], files).schema).toMatchObject({ properties: { x: { type: "string" } } });
});

test("a default export is found, and JavaScript has the types of its defaults", () => {
  expect(read("export default flow(async (x = 5) => x);", ["x"], {}, "default").schema).toMatchObject({
    properties: { x: { type: "number", default: 5 } },
  });
});

test("where the source says something else than the function that was loaded, nothing is claimed", () => {
  expect(read("export const etl = flow(async (y: string) => y);", ["x"]).schema).toBeUndefined();
  expect(read("export const etl = make();", ["x"]).schema).toBeUndefined();
  expect(read("export const etl = ;", ["x"]).schema).toBeUndefined();
});
