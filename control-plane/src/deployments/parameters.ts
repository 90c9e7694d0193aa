import { ErrorCode, type JsonObject } from "kedge/contract";
import type { DeploymentRow } from "../db/rows/deployment-row.js";
import { conflict, PlaneError } from "../errors.js";
import { failureText, validate } from "../json-schema/index.js";
import { hydrate, HydrationError } from "./hydrate.js";

/** Parameters with their stand-ins replaced; a request whose stand-ins say nothing is refused with 400. */
export function hydrated(parameters: JsonObject, whose: string): JsonObject {
  try {
    return hydrate(parameters);
  } catch (error) {
    if (!(error instanceof HydrationError)) throw error;
    throw new PlaneError(ErrorCode.BAD_REQUEST, `Error hydrating ${whose} parameters: ${error.message}`);
  }
}

type Declared = Pick<DeploymentRow, "parameter_openapi_schema">;

export interface CheckParametersOptions {
  /** `Error creating flow run`: what fails with them. */
  readonly failing: string;
  /** Whether required ones may be missing, since others will be laid over these. */
  readonly ignoreRequired: boolean;
}

/** Refuses parameters that a deployment does not declare so, naming each by its path. */
export function refuseBadParameters(
  { parameter_openapi_schema: schema }: Declared,
  parameters: JsonObject,
  { failing, ignoreRequired }: CheckParametersOptions,
): void {
  if (schema === null) {
    throw conflict(
      `${failing}: parameters are checked (enforce_parameter_schema), but the deployment does not have a valid parameter ` +
        "schema. Deploy it with one, or with enforce_parameter_schema: false.",
    );
  }
  const issues = validate(schema as JsonObject, parameters, { ignoreRequired });
  if (issues.length > 0) throw conflict(`${failing}: ${failureText(issues)}`);
}
