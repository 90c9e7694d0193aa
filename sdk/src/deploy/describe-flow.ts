import type { LoadedFlow } from "../entrypoint/load-flow.js";
import type { FlowDescription } from "./flow-description.js";
import { parameterSchemaOf } from "./parameter-schema.js";

/** What a deployment has to know of a loaded flow; what of its parameters cannot be told goes to `warn`. */
export function describeFlow(
  { flow, name: exportedAs, path }: LoadedFlow,
  warn: (message: string) => void,
): FlowDescription {
  const { name, description, version } = flow;
  const parameterSchema = parameterSchemaOf({ flow, path, exportedAs, warn });
  return { name, exportedAs, description: description ?? null, version, parameterSchema };
}
