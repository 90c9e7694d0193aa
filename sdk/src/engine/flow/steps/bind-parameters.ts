import { positionArguments } from "../../../arguments/flow-parameters.js";
import { KedgeError } from "../../../errors.js";
import { describeIssues, type StandardSchema } from "../../../standard-schema.js";
import { Failed } from "../../../states/index.js";
import { describeError } from "../../failed-by.js";
import type { FlowRun } from "../flow-run.js";
import type { FlowStep } from "../flow-step.js";

/** Makes arguments of parameters and checks them. A run with wrong ones fails without ever being RUNNING. */
export const bindParameters: FlowStep = async (run, next) => {
  try {
    run.args = await boundArguments(run);
  } catch (error) {
    run.logger.error("The parameters do not fit the flow:", error);
    return Failed({ message: `Validation of flow parameters failed with error: ${describeError(error)}`, error });
  }
  return next();
};

async function boundArguments(run: FlowRun): Promise<readonly unknown[]> {
  const { schema, parameterNames } = run.definition;
  if (schema !== undefined) return [await validated(schema, run.givenArgs?.[0] ?? run.parameters)];
  return run.givenArgs ?? positionArguments(parameterNames, run.parameters);
}

async function validated(schema: StandardSchema, parameters: unknown): Promise<unknown> {
  const result = await schema["~standard"].validate(parameters);
  if (result.issues === undefined) return result.value;
  throw new KedgeError("INVALID_PARAMETERS", describeIssues(result.issues));
}
