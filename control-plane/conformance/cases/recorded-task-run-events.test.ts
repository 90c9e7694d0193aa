import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectedTaskRuns } from "../deliberate-differences.js";
import { readRecording } from "../read-recording.js";
import { EVENT_CASES } from "../recorder/event-cases.js";
import { playEventCase } from "../recorder/play-event-case.js";
import { startServer, type ServerUnderTest } from "../server-under-test.js";
import { connectTo } from "../wire/prefect-api.js";

const recorded = readRecording("task-run-events.json");

/** A Prefect server takes up to five seconds to store an event. */
const LIMIT_MS = 60_000;

describe("task runs are made of clients' events as Prefect 3.8.8 was recorded to make them", () => {
  let server: ServerUnderTest;

  beforeAll(async () => {
    server = await startServer();
  });

  afterAll(() => server.stop());

  it.each(Object.entries(EVENT_CASES))("%s", { timeout: LIMIT_MS }, async (name, eventCase) => {
    const expected = recorded.cases[name];
    if (expected === undefined) throw new Error("the case was added after the recording: run record.ts");
    expect(await playEventCase(connectTo(server.apiUrl), eventCase)).toMatchObject(expectedTaskRuns(name, expected));
  });
});
