import { expect, it } from "vitest";
import { parseTextQuery } from "./text-query.js";

it.each([
  ["", { include: [], required: [], excluded: [] }],
  ["error timeout", { include: ["error", "timeout"], required: [], excluded: [] }],
  ["+must -not !never", { include: [], required: ["must"], excluded: ["not", "never"] }],
  ['"connection timeout" -"slow query"', { include: ["connection timeout"], required: [], excluded: ["slow query"] }],
  [String.raw`"say \"hi\" \\ now"`, { include: [String.raw`say "hi" \ now`], required: [], excluded: [] }],
  [String.raw`"keep \n"`, { include: [String.raw`keep \n`], required: [], excluded: [] }],
  ['"never closed', { include: ["never closed"], required: [], excluded: [] }],
  ['word"phrase"word', { include: ["word", "phrase", "word"], required: [], excluded: [] }],
  ["- + ! a", { include: ["a"], required: [], excluded: [] }],
  ['"" "  " +""', { include: [], required: [], excluded: [] }],
  ["a-b c+d", { include: ["a-b", "c+d"], required: [], excluded: [] }],
])("%s", (text, expected) => {
  expect(parseTextQuery(text)).toEqual(expected);
});
