import { describe, expect, test } from "vitest";
import { nameArguments, positionArguments, wireParameters } from "./flow-parameters.js";
import type { ParameterNames } from "./parameter-names.js";

const positional: ParameterNames = { kind: "positional", names: ["path", "lr"], defaults: {} };
const object: ParameterNames = { kind: "object", names: ["path", "lr"] };
const unreadable: ParameterNames = { kind: "unreadable" };

test.each([
  [positional, ["a.csv", 0.1], { path: "a.csv", lr: 0.1 }],
  [positional, ["a.csv"], { path: "a.csv" }],
  [object, [{ path: "a.csv", lr: 0.1 }], { path: "a.csv", lr: 0.1 }],
  [unreadable, ["a.csv", 0.1], { arg0: "a.csv", arg1: 0.1 }],
])("arguments have names, and names lead back to the arguments (%#)", (names, args, parameters) => {
  expect(nameArguments(names, args)).toEqual(parameters);
  expect(positionArguments(names, parameters)).toEqual(args);
});

test("the default of a parameter left out is shown, and what was given wins", () => {
  const names: ParameterNames = { kind: "positional", names: ["path", "lr"], defaults: { lr: 0.1 } };
  expect(nameArguments(names, ["a.csv"])).toEqual({ path: "a.csv", lr: 0.1 });
  expect(nameArguments(names, ["a.csv", 0.5])).toEqual({ path: "a.csv", lr: 0.5 });
});

test("a parameter left out in the middle is undefined, so that its default applies", () => {
  expect(positionArguments(positional, { lr: 0.1 })).toEqual([undefined, 0.1]);
});

test("an unknown name is refused with the names there are", () => {
  expect(() => positionArguments(positional, { paht: "a.csv" })).toThrow(
    "The flow has no parameter paht. It takes: path, lr.",
  );
  expect(() => positionArguments({ kind: "positional", names: [], defaults: {} }, { x: 1 })).toThrow(
    "It takes no parameters.",
  );
});

describe("what the plane is shown", () => {
  test("is JSON, with a placeholder and its place for what JSON cannot hold", () => {
    class Socket {
      readonly port = 80;
    }
    const { parameters, replaced } = wireParameters({
      path: "a.csv",
      since: new Date(0),
      big: 1n,
      config: { socket: new Socket() },
      fn: () => 1,
    });
    expect(parameters).toEqual({
      path: "a.csv",
      since: "1970-01-01T00:00:00.000Z",
      big: "1",
      config: "<Object>",
      fn: "<function>",
    });
    expect(replaced[0]).toContain("config.socket is an instance of Socket");
  });
});
