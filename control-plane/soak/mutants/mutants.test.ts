import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { INVARIANTS } from "../../src/verify/index.js";
import { edited } from "./break-build.js";
import { MUTANTS } from "./mutants.js";

it.each(MUTANTS)(
  "$name has something to break: each text that it replaces stands in its file once",
  async ({ edits }) => {
    for (const edit of edits) {
      const text = await readFile(new URL(`../../${edit.file}`, import.meta.url), "utf8");
      expect(edited(text, edit)).not.toBe(text);
    }
  },
);

it("a text that is gone, or stands there twice, is told", () => {
  const edit = { file: "a.ts", replace: "x", by: "y" };
  expect(() => edited("z", edit)).toThrow("a.ts has this 0 times");
  expect(() => edited("x x", edit)).toThrow("a.ts has this 2 times");
});

it("every promise has a mutant that breaks it", () => {
  const broken = new Set(MUTANTS.map(({ breaks }) => breaks));
  expect(INVARIANTS.map(({ id }) => id).filter((id) => !broken.has(id))).toEqual([]);
});
