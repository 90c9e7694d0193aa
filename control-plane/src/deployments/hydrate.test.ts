import { expect, it } from "vitest";
import { hydrate, HydrationError } from "./hydrate.js";

it("plain values stay as they are", () => {
  const plain = { a: 1, b: [true, null, { c: "x" }], d: { value: 2 } };
  expect(hydrate(plain)).toEqual(plain);
});

it("JSON text becomes its value, at any depth", () => {
  const json = (value: unknown) => ({ __prefect_kind: "json", value });
  expect(hydrate({ a: json("[1, 2]"), b: { c: [json('{"d": null}')] }, e: json(5), f: json(json('"7"')) })).toEqual({
    a: [1, 2],
    b: { c: [{ d: null }] },
    e: 5,
    f: 7,
  });
});

it("`none` stands for its value, and for what that stands for", () => {
  expect(hydrate({ a: { __prefect_kind: "none", value: { b: { __prefect_kind: "json", value: "1" } } } })).toEqual({
    a: { b: 1 },
  });
});

it("an unknown kind stands for its value, untouched", () => {
  const value = { __prefect_kind: "json", value: "1" };
  expect(hydrate({ a: { __prefect_kind: null, value }, b: { __prefect_kind: "odd" } })).toEqual({ a: value, b: null });
});

it("a form's empty field is left out", () => {
  const empty = { __prefect_kind: "json" };
  expect(hydrate({ a: empty, b: [empty, 1], c: { __prefect_kind: "workspace_variable" } })).toEqual({ b: [1] });
  expect(hydrate(empty)).toEqual({});
});

it.each([
  [{ lr: { __prefect_kind: "json", value: "{" } }, "lr: Invalid JSON: "],
  [{ a: [{ b: { __prefect_kind: "none" } }] }, "a[0].b: Missing 'value' key in __prefect_kind object"],
  [{ a: { __prefect_kind: "jinja", template: "{{ 1 }}" } }, "a: Invalid jinja: this server renders no templates"],
  [{ a: { __prefect_kind: "workspace_variable", variable_name: "v" } }, "a: Variable 'v' not found in workspace"],
])("%j is refused by its place", (parameters, message) => {
  expect(() => hydrate(parameters)).toThrow(HydrationError);
  expect(() => hydrate(parameters)).toThrow(message);
});
