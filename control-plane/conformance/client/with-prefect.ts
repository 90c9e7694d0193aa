import { afterAll, beforeAll, describe } from "vitest";
import { preparePythonEnvironment, type PythonEnvironment } from "../python-environment.js";
import { startServer, type ServerUnderTest } from "../server-under-test.js";
import { readSettings } from "../settings.js";
import { connectTo, type PrefectApi } from "../wire/prefect-api.js";
import { makePrefectClient, type PrefectClient } from "./prefect-client.js";

/** What a case has at hand: a server, the API as the case itself asks it, and a real Prefect client of it. */
export interface Given {
  api: PrefectApi;
  client: PrefectClient;
}

/** A Python interpreter takes seconds to import Prefect, on two cores that others use too. */
const PATIENCE_MS = 180_000;

async function pythonOrReason(): Promise<PythonEnvironment | string> {
  try {
    return await preparePythonEnvironment();
  } catch (error) {
    // A machine without Python or without a package index can still run every other suite.
    return error instanceof Error ? error.message : String(error);
  }
}

const prepared = await pythonOrReason();
const skipped = typeof prepared === "string" && !readSettings().pythonRequired;

/**
 * A suite of cases with a real Prefect 3.8.8 client. Without a Python it is skipped under its own name, or fails where
 * `KEDGE_TEST_REQUIRE` lists `python`.
 *
 * @param cases declares the cases; what it is handed answers only while they run
 */
export function describeWithPrefect(name: string, cases: (given: () => Given) => void): void {
  describe.skipIf(skipped)(name, { timeout: PATIENCE_MS }, () => {
    let server: ServerUnderTest | undefined;
    let given: Given | undefined;

    beforeAll(async () => {
      if (typeof prepared === "string") throw new Error(`this suite needs Python with Prefect 3.8.8: ${prepared}`);
      server = await startServer();
      given = { api: connectTo(server.apiUrl), client: await makePrefectClient(prepared.python, server.apiUrl) };
    }, PATIENCE_MS);

    afterAll(async () => {
      await given?.client.remove();
      await server?.stop();
    });

    cases(() => {
      if (given === undefined) throw new Error("what a suite is given is there only while its cases run");
      return given;
    });
  });
}
