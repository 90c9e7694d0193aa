import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { liveThrough } from "../bookkeeping/live-through.js";
import { sequences } from "../bookkeeping/sequences.js";
import { readRecording } from "../read-recording.js";
import { startServer, type ServerUnderTest } from "../server-under-test.js";
import { connectTo } from "../wire/prefect-api.js";

const recorded = readRecording("flow-run-history-after-bookkeeping.json");

describe("times and counters come to what Prefect 3.8.8 was recorded to make of them, when a run", () => {
  let server: ServerUnderTest;

  beforeAll(async () => {
    server = await startServer();
  });

  afterAll(() => server.stop());

  it.each(Object.entries(sequences()))("%s", async (name, sequence) => {
    const told = await liveThrough(connectTo(server.apiUrl), sequence);
    expect(told).toEqual(recorded.lives[name]?.told);
  });
});
