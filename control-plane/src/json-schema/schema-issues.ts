import type { JsonObject } from "kedge/contract";
import { CompiledSchema } from "./compiled-schema.js";
import { issuesOf, type SchemaIssue } from "./issues.js";
import { metaSchema } from "./meta-schema.js";

const meta = new CompiledSchema(metaSchema);

/** What is wrong with a schema itself, before any value is seen; nothing for a good one. */
export function schemaIssues(schema: JsonObject): SchemaIssue[] {
  return issuesOf(meta, schema);
}
