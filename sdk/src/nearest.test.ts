import { expect, test } from "vitest";
import { nearest } from "./nearest.js";

test("a swap, a missing or a wrong letter is a slip; another word is none", () => {
  expect(nearest("elt", ["etl", "report"])).toBe("etl");
  expect(nearest("nigtly", ["etl", "nightly"])).toBe("nightly");
  expect(nearest("Nightly", ["nightly"])).toBe("nightly");
  expect(nearest("nightly", ["etl", "report"])).toBeUndefined();
  expect(nearest("x", [])).toBeUndefined();
});
