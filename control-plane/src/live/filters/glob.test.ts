import { expect, it } from "vitest";
import { matchesGlob } from "./glob.js";

it.each([
  ["prefect.flow-run.*", "prefect.flow-run.1", true],
  ["prefect.flow-run.*", "prefect.flow.1", false],
  ["*", "", true],
  ["", "", true],
  ["", "a", false],
  ["a*b*c", "a-b-b-c", true],
  ["a*b*c", "a-b-b-c-d", false],
  ["a?c", "abc", true],
  ["a?c", "ac", false],
  ["[a-c]1[!x]", "b1y", true],
  ["[a-c]1[!x]", "b1x", false],
  ["[]]", "]", true],
  ["[", "[", true],
  ["a.b", "axb", false],
  ["line*end", "line\n\nend", true],
])("%s against %j is %s", (pattern, text, isMatch) => {
  expect(matchesGlob(pattern, text)).toBe(isMatch);
});

it("many stars cost no more than length times length", () => {
  expect(matchesGlob(`${"*a".repeat(200)}b`, "a".repeat(20_000))).toBe(false);
});
