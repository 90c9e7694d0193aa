import fc from "fast-check";
import { formatMicros } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";

let plane: TestPlane;
let flowId: string;

beforeAll(async () => {
  plane = await startTestPlane();
  flowId = (await plane.request("POST", "/flows/", { name: "logs" })).body.id;
});
afterAll(() => plane.stop());

async function runWithLogs(messages: readonly string[], timestamps?: readonly number[]) {
  const run = (await plane.request("POST", "/flow_runs/", { flow_id: flowId, name: "täglich, 7:00" })).body;
  const start = Date.UTC(2026, 0, 1) * 1000;
  const lines = messages.map((message, i) => ({
    name: "test",
    level: 20,
    message,
    timestamp: formatMicros(start + (timestamps?.[i] ?? i)),
    flow_run_id: run.id,
  }));
  expect((await plane.request("POST", "/logs/", lines)).status).toBe(201);
  return { id: run.id as string, lines };
}

async function download(id: string) {
  const reply = await plane.request("GET", `/flow_runs/${id}/logs/download`);
  expect(reply.status).toBe(200);
  return { headers: reply.headers, rows: parseCsv(reply.body) };
}

/** RFC 4180, strictly. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/uy;
  while (field.lastIndex < text.length) {
    const at = field.lastIndex;
    const match = field.exec(text);
    if (!match) throw new Error(`no CSV at ${at}: ${text.slice(at, at + 40)}`);
    row.push(match[1]?.replaceAll('""', '"') ?? match[2]!);
    if (match[3] === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

it("every message comes back as it was written, whatever is in it", async () => {
  const odd = fc.constantFrom('"', ",", "\r", "\n", "\r\n", ";", "a", "=1+1", "é", "\u{1F9ED}");
  const message = fc.oneof(
    fc.array(odd, { maxLength: 8 }).map((parts) => parts.join("")),
    fc.string({ unit: "grapheme", maxLength: 20 }).filter((text) => !text.includes("\0")),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 20 }), async (messages) => {
      const { id, lines } = await runWithLogs(messages);
      const { rows } = await download(id);
      expect(rows).toEqual([
        ["timestamp", "level", "flow_run_id", "task_run_id", "message"],
        ...lines.map((line) => [line.timestamp, "20", id, "", line.message]),
      ]);
    }),
    { numRuns: 20 },
  );
});

it("more lines than one statement reads come in order and none twice, though many share an instant", async () => {
  const count = 2500;
  const { id } = await runWithLogs(
    Array.from({ length: count }, (_, i) => `line ${i}`),
    Array.from({ length: count }, (_, i) => Math.floor(i / 600)),
  );
  const { rows } = await download(id);
  expect(new Set(rows.map((row) => row[4])).size).toBe(count + 1);
  const times = rows.slice(1).map((row) => row[0]!);
  expect(times).toEqual(times.toSorted());
});

it("it is a file with the run's name", async () => {
  const { id } = await runWithLogs([]);
  const { headers, rows } = await download(id);
  expect(rows).toHaveLength(1);
  expect(headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(headers.get("content-disposition")).toBe("attachment; filename*=UTF-8''t%C3%A4glich%2C%207%3A00-logs.csv");
});

it("an unknown run has no logs to download", async () => {
  const reply = await plane.request("GET", "/flow_runs/00000000-0000-4000-8000-00000000dead/logs/download");
  expect(reply).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
});
