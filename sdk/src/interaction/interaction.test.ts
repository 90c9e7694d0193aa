import { expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { usePlane } from "../../test/plane/use-plane.js";
import { flow, pause, type StandardSchema, suspend, task } from "../index.js";
import { checkedInput, inputSchema } from "./input-schema.js";
import { keysetOf } from "./keyset.js";

const used = usePlane();
const Approval = z.object({ approve: z.boolean(), note: z.string().default("none") });

test("the answer has the type that the schema gives", () => {
  expectTypeOf(() => pause({ input: Approval })).returns.resolves.toEqualTypeOf<{ approve: boolean; note: string }>();
  expectTypeOf(() => suspend({ timeoutSeconds: 1 })).returns.resolves.toEqualTypeOf<void>();
});

test("keys are those by which Prefect finds an input", () => {
  expect(keysetOf("Suspended", "2")).toEqual({
    schema: "suspended-2-schema",
    response: "suspended-2-response",
    description: "suspended-2-description",
  });
});

test("the form for an input has its fields in order, and starts with what it was given", () => {
  const { properties, required } = inputSchema(Approval, { approve: true }) as Record<string, Record<string, object>>;
  expect(properties).toMatchObject({
    approve: { type: "boolean", title: "approve", position: 0, default: true },
    note: { type: "string", position: 1, default: "none" },
  });
  expect(required).toEqual(["approve"]);
});

test("a schema that does not tell its JSON Schema is refused with what does", () => {
  const silent = { "~standard": { version: 1, vendor: "own", validate: (value: unknown) => ({ value }) } } as const;
  expect(() => inputSchema(silent satisfies StandardSchema)).toThrowError(
    expect.objectContaining({ code: "NO_JSON_SCHEMA", hint: expect.stringContaining("zod 4.2") }),
  );
});

test("an answer that does not fit the code as it is now says where", async () => {
  await expect(checkedInput(Approval, { approve: 1 })).rejects.toMatchObject({
    code: "INVALID_INPUT",
    message: expect.stringContaining("approve"),
  });
  await expect(checkedInput(Approval, { approve: true })).resolves.toEqual({ approve: true, note: "none" });
});

test("a pause outside of a flow, and a suspend inside a task, say where they belong", async () => {
  await expect(pause()).rejects.toMatchObject({ code: "OUTSIDE_FLOW" });
  const suspends = task({ name: "suspends" }, () => suspend());
  await expect(flow({ name: "f" }, () => suspends())()).rejects.toMatchObject({ code: "CANNOT_SUSPEND" });
});

test("a retried flow does not run again what completed with its result kept", async () => {
  let calls = 0;
  const counted = task({ name: "counted" }, (n: number) => ++calls * n);
  let attempts = 0;
  const results: number[] = [];
  const retried = flow({ name: "retried", retries: 1, persistResult: true }, async () => {
    results.push(await counted(10));
    if (++attempts === 1) throw new Error("once");
    results.push(await counted(1));
  });
  await retried();
  expect([calls, results]).toEqual([2, [10, 10, 2]]);
  expect(used.plane.taskRuns().map(({ states }) => states.at(-1)?.name)).toContain("Cached");
});

test("a call with other arguments in the same place is run", async () => {
  const seen: number[] = [];
  const noted = task({ name: "noted" }, (n: number) => seen.push(n));
  let attempts = 0;
  await flow({ name: "changed", retries: 1, persistResult: true }, async () => {
    await noted(++attempts);
    if (attempts === 1) throw new Error("once");
  })();
  expect(seen).toEqual([1, 2]);
});
