import {
  formatMicros,
  microsOf,
  type ReportInput,
  type ReportReply,
  type State,
  UNCERTAIN_LABEL,
  UNCERTAIN_TAG,
  uuidv7,
} from "kedge/contract";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { deleteOldSpoolMarks } from "../db/queries/delete-old-spool-marks.js";
import { startTestPlane, type TestPlane } from "../../test/plane.js";
import { applyStretches } from "./apply-stretches.js";

vi.mock(import("./apply-stretches.js"), { spy: true });

let plane: TestPlane;
let flow_id: string;
beforeAll(async () => {
  plane = await startTestPlane();
  flow_id = (await plane.request("POST", "/flows/", { name: "reported" })).body.id;
});
afterAll(() => plane.stop());

const HOUR = 3600e6;
const now = () => Date.now() * 1000;

async function newRun(fields: object = {}): Promise<string> {
  return (await plane.request("POST", "/flow_runs/", { flow_id, state: { type: "PENDING" }, ...fields })).body.id;
}
const stateOf = (flow_run_id: string, type: State["type"], micros = now(), fields: object = {}): ReportInput => ({
  kind: "flow_run_state",
  flow_run_id,
  timestamp: formatMicros(micros),
  state: { type, state_details: { transition_id: uuidv7() } },
  ...fields,
});
const logOf = (flow_run_id: string, message: string): ReportInput => ({
  kind: "log",
  line: { name: "n", level: 20, message, timestamp: formatMicros(now()), flow_run_id },
});
const taskOf = (flow_run_id: string, id: string, type: State["type"], message: string | null = null): ReportInput => ({
  kind: "task_run",
  record: {
    task_run: { id, flow_run_id, task_key: "t", dynamic_key: id, name: "t-0" },
    state: { id: uuidv7(), type, timestamp: formatMicros(now()), message },
  },
});

async function send(
  spool_id: string,
  first_seq: number,
  reports: readonly unknown[],
  more: object = {},
): Promise<ReportReply> {
  const batch = { spool_id, first_seq, sent_at: formatMicros(now()), reports, ...more };
  const { status, body } = await plane.request("POST", "/reports/", batch);
  expect([status, body]).toEqual([200, expect.anything()]);
  return body;
}
const history = async (id: string): Promise<State[]> =>
  (await plane.request("GET", `/flow_run_states/?flow_run_id=${id}`)).body;
const types = async (id: string) => (await history(id)).map(({ type }) => type);
const messages = async (id: string) =>
  (await plane.request("POST", "/logs/filter", { logs: { flow_run_id: { any_: [id] } } })).body.map(
    ({ message }: { message: string }) => message,
  );
/** Lets a run have been created five hours ago. */
async function backdate(id: string): Promise<void> {
  const { sql } = plane.plane;
  await sql`
    update flow_run set created = created - interval '5 hours', state_timestamp = state_timestamp - interval '5 hours',
                        expected_start_time = expected_start_time - interval '5 hours'
    where id = ${id}`;
  await sql`update flow_run_state set timestamp = timestamp - interval '5 hours' where flow_run_id = ${id}`;
}
const setAside = (spoolId: string) =>
  plane.plane.sql<{ seq: string; reason: string }[]>`
    select seq, reason from set_aside_report where spool_id = ${spoolId} order by seq`;

it("states, task runs and lines are applied in order, and the answer is the mark", async () => {
  const [run, task, spool] = [await newRun(), uuidv7(), uuidv7()];
  const reply = await send(spool, 1, [
    stateOf(run, "RUNNING"),
    logOf(run, "one"),
    taskOf(run, task, "RUNNING"),
    logOf(run, "two"),
    taskOf(run, task, "COMPLETED"),
    stateOf(run, "COMPLETED"),
  ]);
  expect(reply.acknowledged).toBe(6);
  expect(reply.outcomes.map(({ seq, result }) => [seq, result?.status])).toEqual([
    [1, "ACCEPT"],
    [6, "ACCEPT"],
  ]);
  expect(await types(run)).toEqual(["PENDING", "RUNNING", "COMPLETED"]);
  expect(await messages(run)).toEqual(["one", "two"]);
  const states = (await plane.request("GET", `/task_run_states/?task_run_id=${task}`)).body;
  expect(states.map(({ type }: State) => type)).toEqual(["RUNNING", "COMPLETED"]);
});

it("what is sent again is applied once, whole or in part, and its states are answered again", async () => {
  const [run, spool] = [await newRun(), uuidv7()];
  const reports = [stateOf(run, "RUNNING"), logOf(run, "a"), logOf(run, "b"), stateOf(run, "COMPLETED")];
  const first = await send(spool, 1, reports.slice(0, 2));
  const again = await send(spool, 1, reports);
  const last = await send(spool, 3, reports.slice(2));
  expect([first, again, last].map(({ acknowledged }) => acknowledged)).toEqual([2, 4, 4]);
  expect(last.outcomes).toMatchObject([{ seq: 4, result: { status: "ACCEPT", state: { type: "COMPLETED" } } }]);
  expect(await types(run)).toEqual(["PENDING", "RUNNING", "COMPLETED"]);
  expect(await messages(run)).toEqual(["a", "b"]);
});

it("lines and states that need no rule are applied in one statement, and by the rules when anything is unusual", async () => {
  const [run, spool] = [await newRun(), uuidv7()];
  const transactions = async (act: () => Promise<unknown>) => {
    vi.mocked(applyStretches).mockClear();
    await act();
    return vi.mocked(applyStretches).mock.calls.length;
  };
  const began = [logOf(run, "a"), stateOf(run, "RUNNING", now() - HOUR)];
  await backdate(run);
  expect(await transactions(() => send(spool, 1, began))).toBe(0);
  expect(await transactions(() => send(spool, 3, [logOf(run, "b")]))).toBe(0);
  // Sent again; then a gap, a state that the run cannot go to unseen, and one of a run that is not there.
  expect(await transactions(() => send(spool, 1, began))).toBe(1);
  expect(await transactions(() => send(spool, 9, [logOf(run, "c")]))).toBe(1);
  expect(await transactions(() => send(spool, 10, [stateOf(run, "COMPLETED")]))).toBe(0);
  expect(await transactions(() => send(spool, 11, [logOf(run, "d"), stateOf(run, "RUNNING")]))).toBe(1);
  expect(await transactions(() => send(spool, 13, [stateOf(uuidv7(), "RUNNING")]))).toBe(1);
  expect(await types(run)).toEqual(["PENDING", "RUNNING", "COMPLETED", "RUNNING"]);
  const lines = await messages(run);
  expect(lines.filter((line: string) => line.length === 1)).toEqual(["a", "b", "c", "d"]);
  expect(lines).toHaveLength(5);
  const [, running] = await history(run);
  expect(Math.round((now() - microsOf(running!.timestamp)) / (HOUR / 60))).toBe(60);
  const [mark] = await plane.plane
    .sql`select acknowledged::int, applied::int, missing::int, set_aside::int from spool_mark where spool_id = ${spool}`;
  expect(mark).toEqual({ acknowledged: 13, applied: 7, missing: 5, set_aside: 1 });
});

it("the same batch sent many times at once is applied once", async () => {
  const [run, spool] = [await newRun(), uuidv7()];
  const reports = [stateOf(run, "RUNNING"), logOf(run, "a"), stateOf(run, "COMPLETED")];
  await Promise.all(Array.from({ length: 8 }, () => send(spool, 1, reports)));
  expect(await types(run)).toEqual(["PENDING", "RUNNING", "COMPLETED"]);
  expect(await messages(run)).toEqual(["a"]);
});

it("states keep the times at which they were entered, as far back as they were by the reporter's own clock", async () => {
  const run = await newRun();
  await backdate(run);
  // Its clock is a day behind.
  const theirs = now() - 24 * HOUR;
  const reports = [stateOf(run, "RUNNING", theirs - 4 * HOUR), stateOf(run, "COMPLETED", theirs - HOUR)];
  await send(uuidv7(), 1, reports, { sent_at: formatMicros(theirs) });
  const ages = (await history(run))
    .slice(1)
    .map(({ timestamp }) => Math.round((now() - microsOf(timestamp)) / (HOUR / 60)));
  expect(ages).toEqual([240, 60]);
  const [row] = await plane.plane.sql<
    { total_run_time: number }[]
  >`select total_run_time from flow_run where id = ${run}`;
  expect(Math.round(row!.total_run_time)).toBe(3 * 3600);
});

it("a retry that was made in an outage is judged as of its own time", async () => {
  const run = await newRun({ empirical_policy: { retries: 1, retry_delay: 600 } });
  await backdate(run);
  const start = now() - 3 * HOUR;
  const { outcomes } = await send(uuidv7(), 1, [
    stateOf(run, "RUNNING", start),
    stateOf(run, "FAILED", start + 60e6),
    stateOf(run, "RUNNING", start + 660e6),
    stateOf(run, "COMPLETED", start + 700e6),
  ]);
  expect(outcomes.map(({ result }) => result?.status)).toEqual(["ACCEPT", "REJECT", "ACCEPT", "ACCEPT"]);
  expect((await history(run)).map(({ name }) => name)).toEqual([
    "Pending",
    "Running",
    "AwaitingRetry",
    "Running",
    "Completed",
  ]);
});

it("an attempt that has lost its run is refused, its reports kept as late, and its spool goes on", async () => {
  const [run, task, spool] = [await newRun(), uuidv7(), uuidv7()];
  await plane.plane.sql`update flow_run set attempt = 2, fence_epoch = 1, fence_counter = 2 where id = ${run}`;
  const { acknowledged, outcomes } = await send(
    spool,
    1,
    [stateOf(run, "RUNNING"), taskOf(run, task, "RUNNING"), logOf(run, "still said")],
    { fence: `${run}/1.1` },
  );
  expect(acknowledged).toBe(3);
  expect(outcomes.map(({ seq, refused }) => [seq, refused?.code])).toEqual([
    [1, "STALE_FENCE"],
    [2, "STALE_FENCE"],
  ]);
  expect(await types(run)).toEqual(["PENDING"]);
  expect(await messages(run)).toEqual(["still said"]);
  const [late] = await plane.plane.sql`select count(*)::int as reports from late_report where flow_run_id = ${run}`;
  expect(late!["reports"]).toBe(2);
  await plane.plane.sql`delete from late_report where flow_run_id = ${run}`;
  await plane.plane.sql`update flow_run set attempt = 0, fence_epoch = 0, fence_counter = 0 where id = ${run}`;
});

it("an end that comes after another is answered with it, kept as late, and never applied", async () => {
  const run = await newRun();
  await plane.request("POST", `/flow_runs/${run}/set_state`, { state: { type: "COMPLETED" } });
  const { outcomes } = await send(uuidv7(), 1, [stateOf(run, "CRASHED")]);
  expect(outcomes[0]!.result).toMatchObject({ status: "ABORT" });
  expect(await types(run)).toEqual(["PENDING", "COMPLETED"]);
  const [late] = await plane.plane.sql`select report->>'type' as type from late_report where flow_run_id = ${run}`;
  expect(late!["type"]).toBe("CRASHED");
});

it("reports that can't be read, stored or placed are put aside with the reason, and stop nothing", async () => {
  const [run, task, spool] = [await newRun(), uuidv7(), uuidv7()];
  const { acknowledged, outcomes } = await send(spool, 1, [
    stateOf(run, "RUNNING"),
    { kind: "a newer kind" },
    logOf(run, "before"),
    stateOf(run, "COMPLETED", now(), { state: { type: "COMPLETED", message: "a\u0000b" } }),
    stateOf(uuidv7(), "COMPLETED"),
    stateOf(run, "PENDING", now(), { flow_run_id: "no id" }),
    taskOf(run, task, "COMPLETED"),
    stateOf(run, "COMPLETED"),
  ]);
  expect(acknowledged).toBe(8);
  expect((await setAside(spool)).map(({ seq, reason }) => [Number(seq), reason])).toEqual([
    [2, expect.stringContaining("kind")],
    [4, expect.stringMatching(/0x00|encoding|unicode/i)],
    [5, expect.stringContaining("not found")],
    [6, expect.stringContaining("flow_run_id")],
  ]);
  expect(outcomes.filter(({ refused }) => refused !== null).map(({ seq }) => seq)).toEqual([2, 4, 5, 6]);
  expect(await types(run)).toEqual(["PENDING", "RUNNING", "COMPLETED"]);
  expect(await messages(run)).toEqual(["before"]);
});

it("a loss that the reporter tells takes its place among the lines, and its seqs", async () => {
  const [run, spool] = [await newRun(), uuidv7()];
  const missing = { kind: "missing", count: 40, reason: "the disk was full", flow_run_ids: [run] };
  const { acknowledged } = await send(spool, 1, [logOf(run, "before"), missing, logOf(run, "after")]);
  expect(acknowledged).toBe(42);
  expect(await messages(run)).toContain(`40 reports are missing here: the disk was full (2 to 41 of outbox ${spool})`);
  const [mark] = await plane.plane.sql`select applied::int, missing::int from spool_mark where spool_id = ${spool}`;
  expect(mark).toEqual({ applied: 2, missing: 40 });
});

const uncertainty = async (id: string) => {
  const { tags, labels } = (await plane.request("GET", `/flow_runs/${id}`)).body;
  return { tags, reason: labels[UNCERTAIN_LABEL] };
};

it("of a loss that begins with what had arrived before only the rest is missing", async () => {
  const [run, spool] = [await newRun(), uuidv7()];
  await send(spool, 1, [logOf(run, "arrived")]);
  const missing = { kind: "missing", count: 3, reason: "the disk was damaged", flow_run_ids: [run] };
  expect((await send(spool, 1, [missing, logOf(run, "after")])).acknowledged).toBe(4);
  expect(await messages(run)).toContain(`2 reports are missing here: the disk was damaged (2 to 3 of outbox ${spool})`);
  const [mark] = await plane.plane.sql`select applied::int, missing::int from spool_mark where spool_id = ${spool}`;
  expect(mark).toEqual({ applied: 2, missing: 2 });
});

it("a run of which states or tasks may be lost is marked, and found by its tag; lost lines leave it certain", async () => {
  const [damaged, quiet, other] = [await newRun({ tags: ["own"] }), await newRun(), await newRun()];
  const missing = { kind: "missing", count: 3, reason: "the disk was damaged" };
  await send(uuidv7(), 1, [{ ...missing, flow_run_ids: [quiet], lines_only: true }]);
  const spool = uuidv7();
  const reports = [{ ...missing, flow_run_ids: [damaged] }, stateOf(damaged, "RUNNING")];
  await send(spool, 1, reports);
  await send(spool, 1, reports);
  const reason = `3 reports are missing here: the disk was damaged (1 to 3 of outbox ${spool})`;
  expect(await uncertainty(damaged)).toEqual({ tags: ["own", UNCERTAIN_TAG], reason });
  expect(await uncertainty(quiet)).toEqual({ tags: [], reason: undefined });
  expect(await uncertainty(other)).toEqual({ tags: [], reason: undefined });
  const filter = { flow_runs: { tags: { all_: [UNCERTAIN_TAG] } } };
  const found = (await plane.request("POST", "/flow_runs/filter", filter)).body;
  expect(found.map(({ id }: { id: string }) => id)).toContain(damaged);
  expect(await types(damaged)).toEqual(["PENDING", "RUNNING"]);
});

it("a worker's loss makes those runs uncertain that it speaks of, and so does a plane that forgot what it had", async () => {
  const [spoken, forgotten] = [await newRun(), await newRun()];
  await send(uuidv7(), 1, [{ kind: "missing", count: 1, reason: "damage", flow_run_ids: [] }, logOf(spoken, "x")]);
  expect((await uncertainty(spoken)).reason).toMatch(/^1 report is missing here: damage/);
  // What its first batch held was lost with the commit: a failover to a standby that was behind.
  await send(uuidv7(), 5, [stateOf(forgotten, "RUNNING")]);
  expect((await uncertainty(forgotten)).reason).toMatch(/^4 reports are missing here: the server no longer has them/);
  expect(await types(forgotten)).toEqual(["PENDING", "RUNNING"]);
});

it("spools that nobody has heard of for a month are forgotten with what was put aside of them", async () => {
  const [old, fresh] = [uuidv7(), uuidv7()];
  for (const spool of [old, fresh]) await send(spool, 1, [{ kind: "nonsense" }]);
  const { sql } = plane.plane;
  await sql`update spool_mark set updated = updated - interval '31 days' where spool_id = ${old}`;
  expect(await deleteOldSpoolMarks(sql, { days: 30, limit: 10 })).toBe(1);
  expect([await setAside(old), await setAside(fresh)].map(({ length }) => length)).toEqual([0, 1]);
});

it("those who watch see lines and states once they are stored", async () => {
  const run = await newRun();
  const { hub, defaultWorkspaceId } = plane.plane;
  const seen: string[] = [];
  const stop = hub.logs.subscribe(defaultWorkspaceId, (lines) => seen.push(...lines.map(({ message }) => message)));
  await send(uuidv7(), 1, [logOf(run, "seen")]);
  stop();
  expect(seen).toEqual(["seen"]);
});

it("batches of many spools share transactions, and each run's end stands", { timeout: 60_000 }, async () => {
  const runs = await Promise.all(Array.from({ length: 30 }, () => newRun()));
  await Promise.all(
    runs.map(async (run) => {
      const spool = uuidv7();
      await send(spool, 1, [stateOf(run, "RUNNING"), logOf(run, "x")]);
      await send(spool, 3, [taskOf(run, uuidv7(), "COMPLETED"), stateOf(run, "COMPLETED")]);
    }),
  );
  expect(await Promise.all(runs.map(types))).toEqual(runs.map(() => ["PENDING", "RUNNING", "COMPLETED"]));
});
