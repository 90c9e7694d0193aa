import { execFileSync } from "node:child_process";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { ParameterNames } from "../arguments/parameter-names.js";
import { taskInputHash } from "./task-input-hash.js";

const names: ParameterNames = { kind: "positional", names: ["path", "options"], defaults: {} };
const context = { taskKey: "train", taskName: "train", flowRunId: undefined, parameterNames: names };
const hash = (...args: unknown[]) => taskInputHash(context, args);

test("equal inputs have one key, whatever the order of their keys", () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.dictionary(fc.string(), fc.anything({ withDate: true, withBigInt: true })),
      (path, options) => {
        const reordered = Object.fromEntries(Object.entries(options).toReversed());
        expect(hash(path, reordered)).toBe(hash(path, structuredClone(options)));
      },
    ),
  );
});

test("different inputs have different keys", () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), fc.array(fc.jsonValue(), { minLength: 1 }), (a, b) => {
      fc.pre(JSON.stringify(a) !== JSON.stringify(b));
      const [canonicalA, canonicalB] = [a, b].map((args) => JSON.stringify(args.map(sortKeys)));
      if (canonicalA !== canonicalB) expect(hash(...a)).not.toBe(hash(...b));
    }),
  );
  expect(hash("a", "b")).not.toBe(hash("ab"));
  expect(hash("a")).not.toBe(hash("a", undefined));
});

test("another task has other keys", () => {
  expect(taskInputHash({ ...context, taskKey: "embed" }, ["a"])).not.toBe(hash("a"));
});

test("another process comes to the same key", () => {
  const args = ["a.csv", { lr: 0.1, layers: [1, 2], when: "2026-01-01", nested: { b: 1, a: 2 } }];
  const program = `
    import { taskInputHash } from ${JSON.stringify(new URL("./task-input-hash.ts", import.meta.url).pathname)};
    const [context, args] = JSON.parse(process.argv[1]);
    process.stdout.write(taskInputHash(context, args));
  `;
  const reordered = ["a.csv", { nested: { a: 2, b: 1 }, when: "2026-01-01", layers: [1, 2], lr: 0.1 }];
  const there = execFileSync(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "--eval", program, JSON.stringify([context, reordered])],
    { encoding: "utf8" },
  );
  expect(there).toBe(hash(...args));
});

test("the key of these inputs stays what it is: caches outlive releases", () => {
  expect(hash("a.csv", { lr: 0.1, tags: new Set(["b", "a"]), when: new Date(0) })).toMatchInlineSnapshot(
    `"8f1abd09bc8a981d3411c281c3140e704951f310ee83cae172fe4b86782afbd2"`,
  );
});

test("an input without a canonical form is refused by name", () => {
  expect(() => hash("a.csv", { onBatch: () => 1 })).toThrow("options.onBatch is the function onBatch");
});

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? 0 : value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sortKeys(item)]),
  );
}
