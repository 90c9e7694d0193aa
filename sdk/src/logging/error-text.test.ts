import { expect, test } from "vitest";
import { usePlane } from "../../test/plane/use-plane.js";
import { flow, task } from "../index.js";

const used = usePlane();

test("a logged stack shows the user's frames and not the machinery around them", async () => {
  const bad = task({ name: "bad" }, function readTable() {
    throw new Error("no such column", { cause: new Error("the header has changed") });
  });
  await flow({ name: "f" }, () => bad())().catch(() => undefined);
  const lines = used.plane.logs.map(({ message }) => message).filter((message) => message.includes("readTable"));
  expect(lines).toHaveLength(2);
  for (const line of lines) {
    expect(line).toContain("no such column");
    expect(line).toContain("the header has changed");
    expect(line).not.toContain("/sdk/src/engine/");
  }
});
