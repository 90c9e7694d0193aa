import type { Flow } from "../flow.js";
import type { FlowDescription } from "./flow-description.js";
import { parameterSchemaOf } from "./parameter-schema.js";

export function describeFlow(flow: Flow, exportedAs: string): FlowDescription {
  const { name, description, version, parameters, parameterNames } = flow;
  return {
    name,
    exportedAs,
    description: description ?? null,
    version,
    parameterSchema: parameterSchemaOf(parameters, parameterNames),
  };
}
