import { z } from "zod";
import { JsonObject } from "../contract/index.js";

/** What a deployment has to know of a flow, whichever language it is written in. */
export const FlowDescription = z.object({
  /** The flow's own name, which may differ from the name it has in its file. */
  name: z.string(),
  /** What the flow is called in its file: the entrypoint's second half. */
  exportedAs: z.string(),
  description: z.string().nullable(),
  version: z.string().nullable(),
  /** JSON Schema of the parameters, with Prefect's `title` and `position`; null where nothing is known of them. */
  parameterSchema: JsonObject.nullable(),
});
export type FlowDescription = z.output<typeof FlowDescription>;
