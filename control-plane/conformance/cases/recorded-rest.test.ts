import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEPLOYMENT_DIFFERENCES, REST_DIFFERENCES } from "../deliberate-differences.js";
import { readRecording } from "../read-recording.js";
import { DEPLOYMENT_CALLS, REST_CALLS } from "../rest/record-rest.js";
import { playRestCall } from "../rest/rest-call.js";
import { makeWorld, type World } from "../rest/world.js";
import { startServer, type ServerUnderTest } from "../server-under-test.js";
import { connectTo, type PrefectApi } from "../wire/prefect-api.js";

const TABLES = [
  { about: "REST calls", file: "rest-answers.json", calls: REST_CALLS, differences: REST_DIFFERENCES },
  {
    about: "calls about deployments",
    file: "deployment-answers.json",
    calls: DEPLOYMENT_CALLS,
    differences: DEPLOYMENT_DIFFERENCES,
  },
] as const;

/** In the order of the table, on a server of its own: a call meets what those before it left. */
describe.each(TABLES)(
  "$about are answered as Prefect 3.8.8 was recorded to answer them",
  ({ file, calls, differences }) => {
    const recorded = readRecording(file);
    let server: ServerUnderTest;
    let api: PrefectApi;
    let world: World;

    beforeAll(async () => {
      server = await startServer();
      api = connectTo(server.apiUrl);
      world = await makeWorld(api);
    });

    afterAll(() => server.stop());

    it.each(Object.entries(calls))("%s", async (name, call) => {
      const expected = differences[name]?.answer ?? recorded.answers[name];
      expect(expected, "the call was added after the recording: run record.ts").toBeDefined();
      // An object may carry more than Prefect's: additions are extra fields that a stock client never notices.
      expect(await playRestCall(api, world, call(world))).toMatchObject(expected ?? {});
    });
  },
);
