import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeFrame } from "./code-frame.js";
import { parseEntrypoint } from "./entrypoint.js";
import { loadFlow } from "./load-flow.js";

let folder: string;
/** A flow as another copy of the package would make it: only the brand counts. */
const flow = 'const flow = Object.assign(() => 1, { [Symbol.for("kedge.flow")]: true });';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kedge-entrypoint-"));
  await mkdir(join(folder, "flows"));
  const files = {
    "package.json": '{ "type": "module" }',
    "etl.js": `${flow} export const nightly = flow; export const hourly = flow; export function plain() {} export const n = 1;`,
    "one.js": `${flow} export const only = flow;`,
    "none.js": "export const n = 1;",
    "broken.js": "export const a = (\n  1 +\n;\n",
    "missing.js": 'import "not-installed";',
    "throws.js": 'throw new Error("no database");',
    "flow.cjs": `${flow} module.exports = { nightly: flow };`,
  };
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
});
afterAll(() => rm(folder, { recursive: true }));

const load = (entrypoint: string) => loadFlow(entrypoint, folder);

describe("an entrypoint", () => {
  test("is a file and a name, separated by the last colon", () => {
    expect(parseEntrypoint("C:\\flows\\etl.ts:nightly")).toEqual({
      file: "C:\\flows\\etl.ts",
      name: "nightly",
      language: "node",
    });
    expect(parseEntrypoint("etl.py:nightly")).toMatchObject({ language: "python" });
    expect(parseEntrypoint("etl.mts")).toEqual({ file: "etl.mts", name: undefined, language: "node" });
  });

  test("without a known kind of file is refused with an example", () => {
    expect(() => parseEntrypoint("etl:nightly")).toThrowError(
      expect.objectContaining({ code: "ENTRYPOINT_INVALID", hint: expect.stringContaining("etl.ts:nightly") }),
    );
  });
});

test("the export that the entrypoint names is loaded, from ES modules and CommonJS", async () => {
  expect(await load("etl.js:nightly")).toMatchObject({ name: "nightly", path: join(folder, "etl.js") });
  expect(await load("flow.cjs:nightly")).toMatchObject({ name: "nightly" });
});

test("the name may be left out where there is one flow only", async () => {
  expect((await load("one.js")).name).toBe("only");
  await expect(load("etl.js")).rejects.toMatchObject({ hint: "Its flows: nightly, hourly." });
  await expect(load("none.js")).rejects.toMatchObject({ code: "ENTRYPOINT_INCOMPLETE" });
});

test("a missing file is named with the likeliest other one", async () => {
  await expect(load("elt.js:nightly")).rejects.toMatchObject({
    code: "ENTRYPOINT_FILE_NOT_FOUND",
    message: `There is no file ${join(folder, "elt.js")}.`,
    hint: expect.stringMatching(/Did you mean etl\.js\?/),
  });
  await expect(load("nowhere/etl.js:nightly")).rejects.toMatchObject({ hint: expect.stringContaining("no folder") });
  await expect(load("flows.ts/../flows:x")).rejects.toMatchObject({ code: "ENTRYPOINT_INVALID" });
});

test("a missing export lists the flows there are and the nearest name", async () => {
  await expect(load("etl.js:nigthly")).rejects.toMatchObject({
    code: "ENTRYPOINT_EXPORT_NOT_FOUND",
    hint: "Did you mean nightly? Its flows: nightly, hourly.",
  });
});

test("a plain function is told apart from a flow", async () => {
  await expect(load("etl.js:plain")).rejects.toMatchObject({
    code: "ENTRYPOINT_NOT_A_FLOW",
    hint: expect.stringContaining("export const plain = flow("),
  });
  await expect(load("etl.js:n")).rejects.toMatchObject({ code: "ENTRYPOINT_NOT_A_FLOW" });
});

test("what the user's module throws, and what it lacks, is passed on", async () => {
  await expect(load("throws.js:x")).rejects.toMatchObject({
    code: "ENTRYPOINT_FAILED",
    message: expect.stringContaining("no database"),
  });
});

test("a code frame marks the line and the column", () => {
  expect(codeFrame("a\nb\nc = (\nd\ne\nf", 3, 4)).toBe("  1 | a\n  2 | b\n> 3 | c = (\n    |     ^\n  4 | d\n  5 | e");
});
