import { JsonObject } from "kedge/contract";
import type { Sql } from "../db/connect.js";
import { selectFlowRunInput } from "../db/queries/select-flow-run-input.js";
import { hydrate, HydrationError } from "../deployments/hydrate.js";
import { PlaneError } from "../errors.js";
import { failureText, validate } from "../json-schema/index.js";

export interface GivenInput {
  readonly workspaceId: string;
  readonly runId: string;
  readonly input: JsonObject;
}

/** The input with its stand-ins replaced, or in words what is wrong with it. */
export type CheckedInput = { readonly input: JsonObject; readonly problem?: undefined } | { readonly problem: string };

/** Checks what a run is resumed with by the schema that the run has stored under `schemaKey`. */
export async function checkRunInput(
  sql: Sql,
  { workspaceId, runId, input }: GivenInput,
  schemaKey: string | undefined,
): Promise<CheckedInput> {
  const key = { workspaceId, flowRunId: runId };
  const text = schemaKey === undefined ? null : await selectFlowRunInput(sql, { ...key, key: schemaKey });
  if (text === null) return { problem: "Run input schema not found." };
  const schema = parsedSchema(text);
  if (schema === null) return { problem: "Run input schema is not valid JSON." };
  try {
    const hydrated = hydrate(input);
    const issues = validate(schema, hydrated);
    return issues.length === 0 ? { input: hydrated } : { problem: `Reason: ${failureText(issues)}` };
  } catch (error) {
    if (error instanceof HydrationError) return { problem: `Error hydrating run input: ${error.message}` };
    if (error instanceof PlaneError) return { problem: `Invalid schema: ${error.message}` };
    throw error;
  }
}

function parsedSchema(text: string): JsonObject | null {
  try {
    return JsonObject.parse(JSON.parse(text));
  } catch {
    // The sender's text: whatever is wrong with it, it is no schema.
    return null;
  }
}
