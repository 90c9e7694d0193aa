import { expect, it } from "vitest";
import { jsonText, storableText } from "./json-text.js";

it("ordinary JSON is written as it is", () => {
  expect(jsonText({ a: [1, "zwölf \n 🙂", null] })).toBe('{"a":[1,"zwölf \\n 🙂",null]}');
  expect(jsonText(undefined)).toBe("null");
});

it("NUL goes and half a surrogate pair becomes the replacement character", () => {
  expect(JSON.parse(jsonText({ message: "a\0b\udc80c\ud83d" }))).toEqual({ message: "ab\ufffdc\ufffd" });
  expect(storableText("a\0b")).toBe("ab");
});

it("text that only looks like such an escape is kept", () => {
  const text = String.raw`C:\u0000 and \\ud800`;
  expect(JSON.parse(jsonText(text))).toBe(text);
});
