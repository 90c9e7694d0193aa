import { readWorkerMetadata } from "../../../contract/index.js";
import { command } from "../../command.js";
import { notFound } from "../../find/not-found.js";
import { openSession } from "../../session.js";

export const printDefaultTemplate = command(
  "get-default-base-job-template",
  "Print the base job template that a type's new pools have, to change and pass to create or update.",
)
  .requiredOption("--type <type>", "what the pool's workers start runs as: process")
  .action(async (options) => {
    const session = openSession(options);
    const packages = await session.client.call(readWorkerMetadata, { params: { view: "aggregate-worker-metadata" } });
    const types = new Map(Object.values(packages).flatMap((types) => Object.entries(types)));
    const template = types.get(options.type)?.default_base_job_configuration;
    if (template === undefined)
      throw notFound("work pool type", options.type, [...types.keys()], "kedge work-pool create --help");
    session.print(template, () => JSON.stringify(template, null, 2));
  });
