import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Committed, StoredLines } from "./commit-notice.js";
import { GatheredCommits } from "./gathered-commits.js";

/** Notices are cut off by Postgres from here on. */
const MOST_BYTES = 8000;

const committed: fc.Arbitrary<Committed> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("events" as const, "states" as const),
    workspaceId: fc.constantFrom(randomUUID(), randomUUID()),
    ids: fc.array(fc.uuid(), { maxLength: 200 }),
  }),
  fc.record({ kind: fc.constant("lines" as const), lines: fc.array(lines(), { maxLength: 30 }) }),
);

function lines(): fc.Arbitrary<StoredLines> {
  const instant = fc.integer({ min: 100_000, max: 999_999 }).map((micros) => `2026-01-01T00:00:00.${micros}Z`);
  return fc
    .record({ runId: fc.uuid(), ids: fc.tuple(fc.uuid(), fc.uuid()), times: fc.tuple(instant, instant) })
    .map(({ runId, ids, times }) => {
      const [first, last] = ids.toSorted();
      const [earliest, latest] = times.toSorted();
      return [randomUUID(), runId, first!, last!, earliest!, latest!];
    });
}

it("everything is told, in notices that fit, or that it was missed", () => {
  fc.assert(
    fc.property(fc.array(committed, { maxLength: 12 }), (all) => {
      const gathered = new GatheredCommits();
      for (const each of all) gathered.add(each);
      const ids = new Set<string>();
      const runs = new Set<string>();
      const missed = new Set<string>();
      while (!gathered.isEmpty) {
        const notice = gathered.take();
        expect(JSON.stringify({ from: randomUUID(), commits: notice }).length).toBeLessThan(MOST_BYTES);
        for (const each of [notice.events, notice.states])
          for (const id of Object.values(each ?? {}).flat()) ids.add(id);
        for (const [, runId] of notice.lines ?? []) runs.add(runId);
        for (const what of notice.missed ?? []) missed.add(what);
      }
      for (const each of all) {
        if (each.kind === "lines")
          for (const [, runId] of each.lines) expect(runs.has(runId) || missed.has("logs")).toBe(true);
        else for (const id of each.ids) expect(ids.has(id) || missed.has("events")).toBe(true);
      }
    }),
  );
});

it("lines of one run are told as one stretch", () => {
  const gathered = new GatheredCommits();
  const at = (second: number) => `2026-01-01T00:00:0${second}Z`;
  gathered.add({ kind: "lines", lines: [["w", "run", "b", "c", at(3), at(4)]] });
  gathered.add({
    kind: "lines",
    lines: [
      ["w", "run", "d", "e", at(1), at(3)],
      ["w", "other", "f", "f", at(1), at(1)],
    ],
  });
  expect(gathered.take()).toEqual({
    lines: [
      ["w", "run", "b", "e", at(1), at(4)],
      ["w", "other", "f", "f", at(1), at(1)],
    ],
  });
});
