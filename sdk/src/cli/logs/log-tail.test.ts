import { expect, test } from "vitest";
import { createClient } from "../../client/index.js";
import { filterLogs, type Log } from "../../contract/index.js";
import { fakePlane } from "../../../test/cli/fake-plane.js";
import { log } from "../../../test/cli/fixtures.js";
import { createLogTail } from "./log-tail.js";

async function tailOf(stored: Log[], seen: readonly Log[] = []) {
  const plane = await fakePlane();
  plane.on(filterLogs, ({ body }) => {
    const after = body.logs?.timestamp?.after_ ?? "";
    const matching = stored
      .filter((one) => one.timestamp >= after)
      .sort((a, b) => (a.timestamp < b.timestamp ? -1 : 1));
    return matching.slice(body.offset, body.offset + body.limit);
  });
  const tail = createLogTail(createClient({ apiUrl: plane.apiUrl }), {}, seen);
  return { plane, messages: async () => (await tail.next()).map((one) => one.message) };
}

test("each line is told once, whichever page it was on", async () => {
  const stored = Array.from({ length: 450 }, (_, number) => log(number, { timestamp: "2026-01-02T03:04:05.000000Z" }));
  const { plane, messages } = await tailOf(stored);
  expect(new Set(await messages()).size).toBe(450);
  stored.push(log(450, { timestamp: "2026-01-02T03:04:06.000000Z" }));
  expect(await messages()).toEqual(["line 450"]);
  expect(await messages()).toEqual([]);
  await plane.close();
});

test("a line that was written late, with an earlier time, is still told", async () => {
  const stored = [log(10)];
  const { plane, messages } = await tailOf(stored);
  expect(await messages()).toEqual(["line 10"]);
  stored.push(log(7));
  expect(await messages()).toEqual(["line 7"]);
  await plane.close();
});

test("after the last lines have been shown, those before them do not follow", async () => {
  const stored = [log(1), log(2), log(3)];
  const { plane, messages } = await tailOf(stored, stored.slice(2));
  expect(await messages()).toEqual([]);
  stored.push(log(4));
  expect(await messages()).toEqual(["line 4"]);
  await plane.close();
});
