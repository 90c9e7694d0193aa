import type { DeploymentUpdate, RequestIssue } from "kedge/contract";
import { conflict, invalidRequest } from "../errors.js";
import { schemaIssues, validate, type SchemaIssue } from "../json-schema/index.js";

/** Refuses a request whose schema is none, or whose parameters do not fit the schema beside them. */
export function refuseBadSchema({
  parameter_openapi_schema: schema,
  parameters = {},
  enforce_parameter_schema: isEnforced = true,
}: Pick<DeploymentUpdate, "parameter_openapi_schema" | "parameters" | "enforce_parameter_schema">): void {
  if (schema == null || !isEnforced) return;
  refuse(schemaIssues(schema), "parameter_openapi_schema", "The provided schema is not a valid json schema");
  refuse(validate(schema, parameters, { ignoreRequired: true }), "parameters", "Validation failed");
}

function refuse(issues: readonly SchemaIssue[], field: string, what: string): void {
  if (issues.length === 0) return;
  throw invalidRequest(
    "Invalid request received.",
    issues.map(({ path, message }): RequestIssue => ({
      loc: ["body", field, ...path],
      msg: `${what}: ${message}`,
      type: "value_error",
    })),
  );
}

/** Blocks are documents of a plane; this one keeps none yet, so that every id names one of another plane. */
export function refuseForeignBlocks(request: DeploymentUpdate): void {
  for (const kind of ["infrastructure", "storage"] as const) {
    const id = request[`${kind}_document_id`];
    if (id == null) continue;
    throw conflict(
      `Error creating deployment. Could not find ${kind} block with id: ${id}. This usually occurs when applying a ` +
        "deployment specification that was built against a different Prefect database / workspace.",
    );
  }
}
