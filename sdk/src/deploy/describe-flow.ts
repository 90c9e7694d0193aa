import type { FlowDescription } from "./flow-description.js";
import { parameterSchemaOf } from "./parameter-schema.js";

/** What is read of a flow, which may have been made by another copy of this package. */
export interface DeployableFlow {
  readonly name: string;
  readonly description?: string | undefined;
  readonly version?: string | undefined;
  /** A Standard Schema of the one object argument, where the flow has one. */
  readonly parameters?: unknown;
  /** The names of positional arguments, where they could be read. */
  readonly parameterNames?: readonly string[] | undefined;
}

export async function describeFlow(flow: unknown, exportedAs: string): Promise<FlowDescription> {
  const { name, description, version, parameters, parameterNames } = flow as DeployableFlow;
  return {
    name,
    exportedAs,
    description: description ?? null,
    version: version ?? null,
    parameterSchema: parameterSchemaOf(parameters, parameterNames),
  };
}
