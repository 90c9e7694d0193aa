import fc from "fast-check";
import { FlowRunSort, type FlowRun, type StateType } from "kedge/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";

const STATES: (StateType | null)[] = ["COMPLETED", "FAILED", "RUNNING", "SCHEDULED", "PENDING", "CANCELLED"];
const RUNS = 26;

let plane: TestPlane;
let flowIds: string[];

beforeAll(async () => {
  plane = await startTestPlane();
  flowIds = [];
  for (const name of ["alpha", "beta"]) flowIds.push((await plane.request("POST", "/flows/", { name })).body.id);
  for (let i = 0; i < RUNS; i++) {
    const type = STATES[i % STATES.length];
    await plane.request("POST", "/flow_runs/", {
      flow_id: flowIds[i % 2],
      name: `run-${i % 7}`,
      tags: i % 3 === 0 ? ["etl"] : [],
      parameters: { text: 'a "quote", \\u0000 and \u{1F9ED}', number: i / 7, nested: [{ deep: null }, []] },
      context: { i },
      state: { type, data: { type: "reference", key: `"${i}"` }, ...(type === "FAILED" && { name: "My own" }) },
    });
  }
});
afterAll(() => plane.stop());

const list = async (body: object): Promise<FlowRun[]> => {
  const reply = await plane.request("POST", "/flow_runs/filter", body);
  expect(reply.status).toBe(200);
  return reply.body;
};
const count = async (body: object): Promise<number> => (await plane.request("POST", "/flow_runs/count", body)).body;
const ids = (runs: readonly FlowRun[]) => runs.map((run) => run.id);

const filters = fc.record({
  flows: fc.constantFrom(null, undefined, { name: { any_: ["alpha"] } }),
  flow_runs: fc.constantFrom<object | null | undefined>(
    null,
    undefined,
    {},
    { tags: { all_: ["etl"] } },
    { state: { type: { any_: ["COMPLETED", "FAILED"] } } },
    { state: { name: { not_any_: ["My own"] } }, name: { like_: "RUN-1" } },
    { id: { any_: [] } },
  ),
});

describe("pages", () => {
  it("put together are the list, and say how many there are", async () => {
    await fc.assert(
      fc.asyncProperty(
        filters,
        fc.constantFrom(...FlowRunSort.options),
        fc.integer({ min: 1, max: 30 }),
        async (asked, sort, limit) => {
          const all = await list({ ...asked, sort });
          const pages = Math.ceil(all.length / limit);
          const found: FlowRun[] = [];
          for (let page = 1; page <= pages + 1; page++) {
            const { body } = await plane.request("POST", "/flow_runs/paginate", { ...asked, sort, limit, page });
            expect(body).toMatchObject({ count: all.length, limit, pages, page });
            found.push(...body.results);
          }
          expect(ids(found)).toEqual(ids(all));
          expect(await count(asked)).toBe(all.length);
          expect(ids(await list({ ...asked, sort, limit, offset: 2 }))).toEqual(ids(all.slice(2, 2 + limit)));
        },
      ),
      { numRuns: 25 },
    );
  });

  it("of no rows are none", async () => {
    const { body } = await plane.request("POST", "/flow_runs/paginate", { limit: 0 });
    expect(body).toEqual({ results: [], count: RUNS, limit: 0, pages: 0, page: 1 });
  });
});

describe("a list's request", () => {
  it("may have no body, and nulls in place of every field", async () => {
    const reply = await plane.request("POST", "/flow_runs/filter");
    expect(reply.body).toHaveLength(RUNS);
    const nulls = { sort: null, limit: null, offset: null, flows: null, flow_runs: null, task_runs: null };
    expect(ids(await list({ ...nulls, deployments: null, work_pools: null, work_pool_queues: null }))).toEqual(
      ids(reply.body),
    );
  });

  it.each([
    [{ flow_runs: { colour: { any_: ["red"] } } }, ["body", "flow_runs", "colour"]],
    [{ flow_runs: { name: { resembles_: "x" } } }, ["body", "flow_runs", "name", "resembles_"]],
    [{ flows: { deployment: { any_: [] } } }, ["body", "flows", "deployment", "any_"]],
    [{ flow_runs: { state: { type: { any_: ["SLEEPING"] } } } }, ["body", "flow_runs", "state", "type", "any_", 0]],
    [{ flow_runs: { id: { any_: ["abc"] } } }, ["body", "flow_runs", "id", "any_", 0]],
    [{ sort: "BEAUTY_DESC" }, ["body", "sort"]],
    [{ limit: 201 }, ["body", "limit"]],
    [{ limit: -1 }, ["body", "limit"]],
    [{ offset: -1 }, ["body", "offset"]],
  ])("%j is refused with its place", async (body, loc) => {
    const reply = await plane.request("POST", "/flow_runs/filter", body);
    expect(reply.status).toBe(422);
    expect(reply.body.exception_detail).toEqual([expect.objectContaining({ loc })]);
  });
});

describe("a row of a list", () => {
  it("is the run as it is read by id, on the first page and on later ones", async () => {
    const flow_runs = { end_time: { is_null_: false } };
    const all = await list({ flow_runs });
    for (const [offset, run] of all.entries()) {
      expect(await list({ flow_runs, limit: 1, offset })).toEqual([run]);
      expect((await plane.request("GET", `/flow_runs/${run.id}`)).body).toEqual(run);
      expect(run.parameters).toMatchObject({ text: 'a "quote", \\u0000 and \u{1F9ED}', nested: [{ deep: null }, []] });
    }
    expect(all.length).toBeGreaterThan(8);
  });

  it("carries the name of its pool", async () => {
    await plane.request("POST", "/work_pools/", { name: "local", type: "process" });
    const body = { flow_id: flowIds[0], name: "pooled", work_pool_name: "local", state: { type: "SCHEDULED" } };
    const run = (await plane.request("POST", "/flow_runs/", body)).body;
    const [listed] = await list({
      flow_runs: { name: { any_: ["pooled"] } },
      work_pools: { name: { any_: ["local"] } },
    });
    expect(listed).toMatchObject({ id: run.id, work_pool_name: "local", work_queue_name: "default" });
    expect((await plane.request("GET", `/flow_runs/${run.id}`)).body.work_pool_name).toBe("local");
    await plane.request("DELETE", `/flow_runs/${run.id}`);
  });
});

describe("values at the edge of what can be stored", () => {
  it.each([
    { start_time: { after_: "0001-01-01T00:00:00+00:00", before_: "9999-12-31T23:59:59.999999+00:00" } },
    { start_time: { after_: "9999-12-31 23:59:59.999999+00:00", is_null_: false } },
    { id: { any_: Array.from({ length: 1000 }, (_, i) => `00000000-0000-4000-8000-${String(i).padStart(12, "0")}`) } },
  ])("%j finds what it says", async (flow_runs) => {
    await list({ flow_runs });
  });

  it.each([
    [{ flow_runs: { start_time: { after_: "2026-02-30T00:00:00.000000Z" } } }, "after_"],
    [{ deployments: { concurrency_limit: { ge_: 2 ** 31 } } }, "ge_"],
    [{ flow_runs: { name: { any_: ["a\0b"] } } }, 0],
  ])("%j is refused with its place", async (body, place) => {
    const reply = await plane.request("POST", "/flow_runs/filter", body);
    expect(reply.status).toBe(422);
    expect(reply.body.exception_detail[0].loc.at(-1)).toBe(place);
  });

  it("a page beyond all rows is empty", async () => {
    const { body } = await plane.request("POST", "/flow_runs/paginate", { page: Number.MAX_SAFE_INTEGER });
    expect(body.results).toEqual([]);
  });

  it("a NUL in a path is refused", async () => {
    const reply = await plane.request("GET", "/flows/name/a%00b");
    expect(reply).toMatchObject({ status: 422, body: { exception_detail: [{ loc: ["path", "name"] }] } });
  });

  it("a history to the end of time is one", async () => {
    const period = {
      history_start: "2026-01-01",
      history_end: "9999-12-31T23:59:59.999999Z",
      history_interval_seconds: 3e9,
    };
    const reply = await plane.request("POST", "/flow_runs/history", period);
    expect(reply.status).toBe(200);
    expect(reply.body.at(-1).interval_end).toBe("9999-12-31T00:00:00.000000Z");
  });
});
