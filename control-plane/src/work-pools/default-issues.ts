import { defaultsOf, variablesSchemaOf } from "@kedge/work-pools/templates";
import type { JsonObject } from "kedge/contract";
import { validate, type SchemaIssue } from "../json-schema/index.js";

/** What is wrong with the defaults of a template's variables, by its own schema. What is required may still come. */
export function defaultIssues(template: JsonObject): readonly SchemaIssue[] {
  const schema = variablesSchemaOf(template);
  if (schema === null) return [];
  // Pydantic 1 writes no word on null, and what it wrote is full of fields that have a default and may be null as well.
  return validate(schema, defaultsOf(template), { ignoreRequired: true, nullDespiteDefault: true });
}
