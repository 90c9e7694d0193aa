import { describe, expect, test } from "vitest";
import { argumentName, parameterNames, parameterNamesIn } from "./parameter-names.js";

describe("positional names are read", () => {
  test.each([
    ["(path, lr) => path", ["path", "lr"]],
    ["path => path", ["path"]],
    ["async path => path", ["path"]],
    ["() => 1", []],
    ["async function train(path, lr = 0.001) {}", ["path", "lr"]],
    ["function (a = f(1, 2), b = [1, 2], c = { d: 1, e: 2 }) {}", ["a", "b", "c"]],
    ["(a = ')', b = \"(,\", c = `,`) => 1", ["a", "b", "c"]],
    ["(a /* , x */, b // ( y\n) => 1", ["a", "b"]],
    ["(url = 'http://x', b) => 1", ["url", "b"]],
    ["(a = (x, y) => x, $b, _c) => 1", ["a", "$b", "_c"]],
    ["m(path, lr) {}", ["path", "lr"]],
    ["(größe, 名前) => 1", ["größe", "名前"]],
  ])("%s", (source, names) => {
    expect(parameterNamesIn(source)).toMatchObject({ kind: "positional", names });
  });
});

test.each([
  ["({ path, lr = 0.001 }) => 1", ["path", "lr"]],
  ["({ path: p, opts: { deep } = {} } = {}) => 1", ["path", "opts"]],
])("the keys of one destructured object are its names: %s", (source, names) => {
  expect(parameterNamesIn(source)).toEqual({ kind: "object", names });
});

test.each([
  ["(...paths) => 1"],
  ["([a, b], c) => 1"],
  ["({ a, ...rest }) => 1"],
  ["Math.max"],
  ["(() => 1).bind(null)"],
])("%s has no names, so arguments go by position", (source) => {
  expect(parameterNamesIn(source)).toEqual({ kind: "unreadable" });
  expect(argumentName(parameterNamesIn(source), 1)).toBe("arg1");
});

test("names are read from a function itself, too", () => {
  expect(parameterNames((path: string, lr = 0.001) => [path, lr])).toMatchObject({ names: ["path", "lr"] });
  expect(parameterNames(Math.max)).toEqual({ kind: "unreadable" });
});

test("defaults are read where they are literals", () => {
  const source =
    "(a, b = 0.5, c = 'x', d = \"y\", e = null, f = true, g = -1e3, k = .1, l = 5., h = compute(), i = [1], j = x => 1) => 1";
  expect(parameterNamesIn(source)).toMatchObject({
    defaults: { b: 0.5, c: "x", d: "y", e: null, f: true, g: -1000, k: 0.1, l: 5 },
  });
  expect(parameterNamesIn("(h = compute(), i = [1], j = x => 1) => 1")).toMatchObject({ defaults: {} });
});
