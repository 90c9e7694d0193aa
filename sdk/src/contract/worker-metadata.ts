import { z } from "zod";
import { JsonObject } from "./primitives.js";

/** Kinds of workers by the package that they come in: what a pool of the kind is made with. */
export const WorkerMetadata = z
  .record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        type: z.string(),
        display_name: z.string(),
        description: z.string(),
        default_base_job_configuration: JsonObject,
        install_command: z.string(),
        documentation_url: z.string(),
        logo_url: z.string(),
        is_beta: z.boolean(),
      }),
    ),
  )
  .meta({ id: "WorkerMetadata" });
export type WorkerMetadata = z.output<typeof WorkerMetadata>;
