import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decode, encode, NotSerializable } from "./tagged-json.js";

const roundTrip = (value: unknown) => decode(encode(value, { root: "result" }).text);

const rich = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string(),
    fc.double().filter((number) => !Object.is(number, -0)),
    fc.boolean(),
    fc.constantFrom(null, undefined),
    fc.bigInt(),
    fc.date(),
    fc.uint8Array(),
    fc.float64Array(),
    fc.array(tie("value")),
    fc.dictionary(
      fc.oneof(fc.string(), fc.constant("$kedge")).filter((key) => key !== "__proto__"),
      tie("value").filter((item) => item !== undefined),
      { noNullPrototype: true },
    ),
    fc.array(fc.tuple(fc.string(), tie("value"))).map((entries) => new Map(entries)),
    fc.array(fc.string()).map((items) => new Set(items)),
  ),
})).value;

describe("every value that can be written down", () => {
  test("is read back equal", () => {
    fc.assert(
      fc.property(rich, (value) => {
        expect(roundTrip(value)).toEqual(value);
      }),
    );
  });

  test("stays ordinary JSON when JSON can say it", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { text, tagged } = encode(value, { root: "result" });
        if (!tagged) expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(encode({ loss: 0.1, tags: ["a"] }, { root: "result" })).toEqual({
      text: '{"loss":0.1,"tags":["a"]}',
      tagged: false,
    });
  });
});

describe("what would be lost silently is refused by its place", () => {
  class Socket {
    readonly port = 80;
  }
  const circular: { self?: unknown } = {};
  circular.self = circular;
  test.each([
    [{ rows: [1, { socket: new Socket() }] }, "result.rows[1].socket", "an instance of Socket"],
    [{ run: function train() {} }, "result.run", "the function train"],
    [circular, "result.self", "one of its own parents"],
    [Symbol("x"), "result", "Symbol(x)"],
  ])("%#", (value, path, found) => {
    const attempt = () => encode(value, { root: "result" });
    expect(attempt).toThrow(NotSerializable);
    expect(attempt).toThrow(path);
    expect(attempt).toThrow(found);
  });

  test("the same object twice is not a cycle", () => {
    const shared = { a: 1 };
    expect(roundTrip([shared, shared])).toEqual([shared, shared]);
  });
});

describe("the canonical form", () => {
  const canonical = (value: unknown) => encode(value, { root: "inputs", canonical: true }).text;

  test("does not depend on the order of keys, map entries or set items", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(fc.string(), rich), { selector: ([key]) => key }), (entries) => {
        const reversed = entries.toReversed();
        expect(canonical(Object.fromEntries(entries))).toBe(canonical(Object.fromEntries(reversed)));
        expect(canonical(new Map(entries))).toBe(canonical(new Map(reversed)));
        expect(canonical(new Set(entries.map(([key]) => key)))).toBe(canonical(new Set(reversed.map(([key]) => key))));
      }),
    );
  });

  test("tells values of different types apart", () => {
    const different = [1, "1", 1n, true, "true", null, undefined, [], {}, new Map(), new Set(), Number.NaN, "NaN"];
    expect(new Set(different.map(canonical)).size).toBe(different.length);
    expect(canonical(new Date(0))).not.toBe(canonical("1970-01-01T00:00:00.000Z"));
  });
});
