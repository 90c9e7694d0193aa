import { expect, test } from "vitest";
import { PlaneUnreachableError } from "./client/index.js";
import { KedgeError } from "./errors.js";

test("an error that nobody catches is printed with what to do", () => {
  const { stack } = new KedgeError("NOT_FOUND", "There is no such flow.", { hint: "List them: kedge flow ls" });
  expect(stack).toMatch(/^KedgeError \[NOT_FOUND\]: There is no such flow\.\n {2}List them: kedge flow ls\n {4}at /);
});

test("an absent server is printed without a stack", () => {
  const error = new PlaneUnreachableError("No server.", { everReached: false, hint: "Start one." });
  expect(error.stack).toBe("PlaneUnreachableError [PLANE_UNREACHABLE]: No server.\n  Start one.");
});

test("membership is told by brand and class, over subclasses", () => {
  class Special extends KedgeError {}
  const special = new Special("X", "x");
  expect(special).toBeInstanceOf(Special);
  expect(special).toBeInstanceOf(KedgeError);
  expect(new KedgeError("X", "x")).not.toBeInstanceOf(Special);
  expect({ code: "X" }).not.toBeInstanceOf(KedgeError);
});
