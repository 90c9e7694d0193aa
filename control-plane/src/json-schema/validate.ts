import type { JsonObject } from "kedge/contract";
import { compiled } from "./compiled-schemas.js";
import { issuesOf, type SchemaIssue } from "./issues.js";

export interface ValidateOptions {
  /** Whether fields may be missing, at any depth: for values that others will be laid over. Default false. */
  readonly ignoreRequired?: boolean;
  /** Whether an optional field that has a default may be null as well, as for job variables. Default false. */
  readonly nullDespiteDefault?: boolean;
}

/**
 * What is wrong with values by their schema: nothing for good ones. The schema is read as Draft 2020-12, with the
 * allowances that Pydantic 1 needs.
 *
 * @throws PlaneError `INVALID_REQUEST` when the schema itself cannot be used, or takes more than a second
 */
export function validate(
  schema: JsonObject,
  values: JsonObject,
  { ignoreRequired = false, nullDespiteDefault = false }: ValidateOptions = {},
): SchemaIssue[] {
  return issuesOf(compiled(schema, { ignoreRequired, nullDespiteDefault }), values);
}
