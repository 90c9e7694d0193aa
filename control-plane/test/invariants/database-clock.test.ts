import { randomUUID } from "node:crypto";
import { formatMicros } from "kedge/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/clock.js";
import { reapLapsedLeases } from "../../src/dispatch/reap-lapsed-leases.js";
import { startTestPlane, type TestPlane } from "../plane.js";

/** I20: what is due, what has lapsed and what is too early is decided by the database's clock, whatever the server's says. */

const HOUR_MICROS = 3_600_000_000;
const trueTime = systemClock();
const inSeconds = (seconds: number) => formatMicros(trueTime.now() + seconds * 1e6);

describe.each([-5, 5])("on a server whose clock is %i hours off", (hours) => {
  let plane: TestPlane;
  let deploymentId: string;

  beforeAll(async () => {
    plane = await startTestPlane({ clock: { now: () => trueTime.now() + hours * HOUR_MICROS } });
    const flow = await plane.request("POST", "/flows/", { name: "timed" });
    await plane.request("POST", "/work_pools/", { name: "p", type: "process" });
    const fields = { name: "d", flow_id: flow.body.id, work_pool_name: "p" };
    deploymentId = (await plane.request("POST", "/deployments/", fields)).body.id;
  });
  afterAll(() => plane.stop());

  const newRun = async (fields: object = {}): Promise<string> =>
    (await plane.request("POST", `/deployments/${deploymentId}/create_flow_run`, fields)).body.id;
  const scheduledIn = (seconds: number) => ({
    state: { type: "SCHEDULED", state_details: { scheduled_time: inSeconds(seconds) } },
  });
  const claim = async (session_id: string = randomUUID()): Promise<string[]> => {
    const reply = await plane.request("POST", "/work_pools/p/claim", { session_id, worker_name: "w", slots: 10 });
    return reply.body.runs.map((claimed: { flow_run: { id: string } }) => claimed.flow_run.id);
  };
  const propose = (runId: string, type: string, fields: object = {}) =>
    plane.request("POST", `/flow_runs/${runId}/set_state`, { state: { type, ...fields } });

  it("a run that is due now is claimed now, and one that is due in an hour is not", async () => {
    const [now, before, later] = [await newRun(), await newRun(scheduledIn(-60)), await newRun(scheduledIn(3600))];
    expect((await claim()).sort()).toEqual([now, before].sort());
    await propose(later!, "CANCELLED");
  });

  it("a run that is rescheduled without a time is due at once", async () => {
    const runId = await newRun(scheduledIn(3600));
    await propose(runId, "SCHEDULED");
    expect(await claim()).toEqual([runId]);
  });

  it("a live lease is left alone and a lapsed one is reaped", async () => {
    const session = randomUUID();
    const runId = await newRun();
    expect(await claim(session)).toEqual([runId]);
    expect(await reapLapsedLeases(plane.plane)).toEqual({ lapsed: 0, ended: 0 });
    const renewal = { runs: [{ flow_run_id: runId, fence: "1.1" }] };
    expect((await plane.request("POST", `/worker_sessions/${session}/renew`, renewal)).body.lost).toEqual([]);
    await plane.plane.sql`
      update worker_session set expires_at = clock_timestamp() - interval '1 second' where id = ${session}`;
    expect(await reapLapsedLeases(plane.plane)).toEqual({ lapsed: 1, ended: 1 });
  });

  it("a retry waits for its delay, neither hours more nor less", async () => {
    const runId = await newRun({ empirical_policy: { retries: 1, retry_delay: 600 } });
    await claim();
    await propose(runId, "RUNNING");
    await propose(runId, "FAILED");
    const early = await propose(runId, "RUNNING");
    expect(early.body).toMatchObject({ status: "WAIT" });
    expect(early.body.details.delay_seconds).toBeGreaterThan(540);
    expect(early.body.details.delay_seconds).toBeLessThanOrEqual(600);
    await propose(runId, "CANCELLED");
  });

  it("a pause ends at its time", async () => {
    const pauseFor = async (seconds: number) => {
      const runId = await newRun();
      await claim();
      await propose(runId, "RUNNING");
      await propose(runId, "PAUSED", { state_details: { pause_timeout: inSeconds(seconds) } });
      return (await propose(runId, "RUNNING")).body;
    };
    expect(await pauseFor(3600)).toMatchObject({ status: "ACCEPT" });
    expect(await pauseFor(-1)).toMatchObject({ status: "REJECT", state: { type: "FAILED" } });
  });

  it("the states of a run bear the database's time", async () => {
    const runId = await newRun();
    await propose(runId, "CANCELLED");
    const [row] = await plane.plane.sql`
      select bool_and(abs(extract(epoch from s.timestamp - clock_timestamp())) < 600) as is_true
      from flow_run_state s where s.flow_run_id = ${runId}`;
    expect(row).toEqual({ is_true: true });
  });
});
