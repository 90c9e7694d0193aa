import { createClient, PlaneUnreachableError } from "../../client/index.js";
import { readServerVersion } from "../../contract/index.js";
import { command } from "../command.js";
import { record } from "../output/record.js";
import { packageVersion } from "../package-version.js";
import { openSession } from "../session.js";

const PATIENCE_SECONDS = 3;

export const version = command("version", "Show the versions of this program and of the server.").action(
  async (options) => {
    const session = openSession(options);
    const { apiUrl, apiUrlSource, apiKey } = session.settings;
    const client = createClient({ apiUrl, apiKey, timeoutSeconds: PATIENCE_SECONDS });
    const prefect = await client.call(readServerVersion).catch((error: unknown) => {
      if (error instanceof PlaneUnreachableError) return null;
      throw error;
    });
    const versions = {
      kedge: packageVersion(),
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
      api_url: apiUrl,
      answers_as_prefect: prefect,
    };
    session.print(versions, (screen) =>
      record(screen, [
        ["kedge", versions.kedge],
        ["node", `${versions.node} on ${versions.platform}`],
        ["api", `${apiUrl} (from ${apiUrlSource})`],
        ["server", prefect === null ? "does not answer" : `answers clients of Prefect ${prefect}`],
      ]),
    );
  },
);
