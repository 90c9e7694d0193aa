import { expect, test } from "vitest";
import { z } from "zod";
import { type Flow, flow } from "../flow.js";
import type { StandardSchema } from "../standard-schema.js";
import { parameterSchemaOf } from "./parameter-schema.js";

function read(given: unknown) {
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const source = { flow: given as Flow, path: "/nowhere/etl.ts", exportedAs: "etl", warn };
  return { schema: parameterSchemaOf(source), warnings };
}

const taking = (parameters: StandardSchema) => flow({ name: "etl", parameters }, async () => {});

test("a zod schema says types, defaults, what is required, and what is said of each", () => {
  const parameters = z.object({
    path: z.string().describe("where it lies"),
    lr: z.number().positive().default(0.1),
    mode: z.enum(["fast", "slow"]).optional(),
    when: z.coerce.date().optional(),
  });
  expect(read(taking(parameters))).toEqual({
    schema: {
      $schema: expect.any(String),
      title: "Parameters",
      type: "object",
      properties: {
        path: { title: "path", position: 0, type: "string", description: "where it lies" },
        lr: { title: "lr", position: 1, type: "number", exclusiveMinimum: 0, default: 0.1 },
        mode: { title: "mode", position: 2, type: "string", enum: ["fast", "slow"] },
        when: { title: "when", position: 3 },
      },
      required: ["path"],
    },
    warnings: [],
  });
});

test("a schema without JSON Schema leaves the checking to the run, and says so", () => {
  const parameters: StandardSchema = {
    "~standard": { version: 1, vendor: "valibot", validate: (value) => ({ value }) },
  };
  const { schema, warnings } = read(taking(parameters));
  expect(schema).toBeNull();
  expect(warnings).toEqual([expect.stringContaining("(valibot) offers no JSON Schema")]);
});

test("without a source at hand the names alone are told", () => {
  expect(read(flow({ name: "etl" }, async (path: string, lr = 0.1) => [path, lr])).schema).toEqual({
    title: "Parameters",
    type: "object",
    properties: { path: { title: "path", position: 0 }, lr: { title: "lr", position: 1 } },
  });
});
