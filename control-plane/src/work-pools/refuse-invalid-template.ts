import { validateTemplate, variablesSchemaOf } from "@kedge/work-pools/templates";
import { ErrorCode, type JsonObject, type RequestIssue } from "kedge/contract";
import { PlaneError } from "../errors.js";
import { failureText, schemaIssues } from "../json-schema/index.js";
import { defaultIssues } from "./default-issues.js";

type Issue = { readonly path: readonly (string | number)[]; readonly message: string };

/**
 * Refuses a base job template whose placeholders are not declared, whose `variables` are no JSON Schema, or whose defaults
 * don't fit it: every run of the pool would fail by it.
 */
export function refuseInvalidTemplate(template: JsonObject): void {
  refuse(validateTemplate(template), []);
  const schema = variablesSchemaOf(template);
  if (schema === null) return;
  const wrong = schemaIssues(schema);
  refuse(wrong, ["variables"], `Invalid schema: ${failureText(wrong)}`);
  const defaults = defaultIssues(template);
  refuse(
    defaults,
    ["variables", "properties"],
    `Validation failed for work pool's job variable defaults: ${failureText(defaults)}`,
  );
}

function refuse(issues: readonly Issue[], under: readonly string[], detail?: string): void {
  if (issues.length === 0) return;
  const details = issues.map(({ path, message }): RequestIssue => ({
    loc: ["body", "base_job_template", ...under, ...path],
    msg: message,
    type: "value_error",
  }));
  const options = detail === undefined ? {} : { detail };
  throw new PlaneError(ErrorCode.INVALID_REQUEST, "Invalid request received.", details, options);
}
