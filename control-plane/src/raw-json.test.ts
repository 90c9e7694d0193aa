import fc from "fast-check";
import { expect, it } from "vitest";
import { RawJson, stringify } from "./raw-json.js";

it("raw texts stand where they were put, to the letter", () => {
  const text = '{"a": 12345678901234567890, "b":[1.0,"\\u0041"]}';
  expect(stringify({ before: 1, raw: new RawJson(text), list: [new RawJson("null")] })).toBe(
    `{"before":1,"raw":${text},"list":[null]}`,
  );
});

it("what is in a raw text is never taken for another's place", () => {
  const tricky = JSON.stringify({ "\0": '"\\u00001"', "$&": "$1 \0 1", quote: '"' });
  const value = [new RawJson(tricky), new RawJson("2")];
  expect(stringify(value)).toBe(`[${tricky},2]`);
});

it("any value comes out as it went in", () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), (values) => {
      const raw = values.map((value) => new RawJson(JSON.stringify(value)));
      expect(stringify({ raw })).toBe(JSON.stringify({ raw: values }));
    }),
  );
});

it("without raw texts it is JSON.stringify", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(stringify(value)).toBe(JSON.stringify(value));
    }),
  );
});
